import { isFiltered } from "../answer.ts";
import type { App } from "../routes.ts";
import { fill, h, setText } from "./dom.ts";
import { t } from "../translate.ts";

/** Choices that are fetched while nobody needs them yet: the first screen's script is small without them. */
export function filterPanel({ filters }: App, changed: () => void): HTMLElement {
  const title = h("summary", {});
  const inside = h("div", {}, t("Choices need signal the first time."));
  const panel = h("details", { class: "filters" }, title, inside);
  const say = (): void => setText(title, isFiltered(filters) ? t("Choices (some are on)") : t("Choices"));
  const load = (): void => void import("./choices.ts").then(({ choices }) => fill(inside, ...choices(filters)), () => undefined);
  panel.addEventListener("change", () => (say(), changed()));
  panel.addEventListener("toggle", () => inside.children.length || load());
  say();
  load();
  return panel;
}
