import { h } from "../elements/dom.ts";
import { frame } from "../elements/frame.ts";
import type { App, View } from "../routes.ts";
import { t } from "../translate.ts";

/** A page that the server renders, read inside the app: the address stays what it was. Null where there was no signal for it. */
export function visited(app: App, page: Element | null): View {
  if (!page) return frame(app, t("This page needs a signal"), h("p", {}, t("Try again when you have one.")));
  const title = page.querySelector("h1");
  title?.remove();
  return frame(app, title?.textContent ?? "", ...(page.firstElementChild ?? page).childNodes);
}
