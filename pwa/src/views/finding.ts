import { h } from "../elements/dom.ts";
import { frame } from "../elements/frame.ts";
import { searchForm } from "../elements/searchform.ts";
import type { App, View } from "../routes.ts";
import { t } from "../translate.ts";

const PROGRESS_AFTER_MS = 1_000;

/** While the phone looks for itself. A quick answer never shows the bar. */
export function finding(app: App): View {
  const rest = h(
    "div",
    { hidden: true },
    h("progress", { "aria-label": t("Finding where you are") }),
    h("p", {}, t("This can take a few seconds indoors. You can type a town instead.")),
    searchForm(app.search),
  );
  const view = frame(app, t("Finding where you are"), h("p", {}, t("If your phone asks, choose Allow. Where you are stays on your phone.")), rest);
  setTimeout(() => (rest.hidden = false), PROGRESS_AFTER_MS);
  return { ...view, isPassing: true };
}

/** While a postcode's district is fetched. */
export function looking(app: App): View {
  return { ...frame(app, t("Looking that up"), h("progress", { "aria-label": t("Looking that up") })), isPassing: true };
}
