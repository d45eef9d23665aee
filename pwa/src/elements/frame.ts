import type { App } from "../routes.ts";
import { h } from "./dom.ts";
import { t } from "../translate.ts";

type Children = Parameters<typeof h>[2][];

/** A screen inside the app: a way back, a heading, and what it says. */
export function frame(app: App, title: string, ...children: Children): { root: HTMLElement; heading: HTMLElement } {
  const heading = h("h1", {}, title);
  const back = h("button", { type: "button", class: "back", click: () => app.routes.back() }, t("Back"));
  return { root: h("div", { class: "view" }, back, heading, ...children), heading };
}

export function callEmergency(): HTMLElement {
  return h("p", { class: "actions" }, h("a", { class: "button", href: "tel:999" }, t("Call 999")));
}
