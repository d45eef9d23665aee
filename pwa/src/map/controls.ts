/** Round the drawing: buttons for every drag and pinch, the key to the shapes, and the list. */
import { kindWords, wayWords } from "../elements/card.ts";
import { h, setText } from "../elements/dom.ts";
import type { App } from "../routes.ts";
import { t } from "../translate.ts";
import { sentence } from "../words.ts";
import { sample, type Drawing } from "./drawing.ts";
import { directionWords, legend, type Mark } from "./marking.ts";

interface Parts {
  /** Whichever is on the screen now. */
  drawing: () => Drawing;
  step: (by: 1 | -1) => void;
  isFromHer: boolean;
  box: HTMLElement;
}

export function buttons({ drawing, step, isFromHer, box }: Parts): HTMLElement {
  const moves: [string, string, string, () => void][] = [
    ["\u2190", "ArrowLeft", t("Move the map west"), () => drawing().pan(-1, 0)],
    ["\u2191", "ArrowUp", t("Move the map north"), () => drawing().pan(0, 1)],
    ["\u2193", "ArrowDown", t("Move the map south"), () => drawing().pan(0, -1)],
    ["\u2192", "ArrowRight", t("Move the map east"), () => drawing().pan(1, 0)],
    ["+", "+", t("Zoom in"), () => drawing().zoom(1)],
    ["\u2212", "-", t("Zoom out"), () => drawing().zoom(-1)],
  ];
  box.addEventListener("keydown", (event) => {
    const wanted = event.key === "=" ? "+" : event.key;
    const found = event.target === box && !event.ctrlKey && !event.metaKey && !event.altKey && moves.find(([, name]) => name === wanted);
    if (!found) return;
    event.preventDefault();
    found[3]();
  });
  const quiet = (words: string, click: () => void, name?: string): HTMLElement =>
    h("button", { type: "button", class: "button quiet", "aria-label": name ?? null, click }, words);
  return h(
    "div",
    { role: "group", "aria-label": t("Move the map") },
    h("div", { class: "moves" }, ...moves.map(([sign, , name, go]) => quiet(sign, go, name))),
    h(
      "div",
      { class: "moves words" },
      quiet(isFromHer ? t("Back to me") : t("Back to the start"), () => drawing().home()),
      quiet(t("Previous place"), () => step(-1)),
      quiet(t("Next place"), () => step(1)),
    ),
  );
}

export function key(): HTMLElement {
  const rows = legend().map(([shape, words]) => {
    const row = h("li", {}, words);
    row.prepend(sample(shape));
    return row;
  });
  return h("ul", { class: "key", "aria-label": t("What the shapes mean") }, ...rows, h("li", {}, t("Filled in: staff said so tonight")));
}

interface Listed {
  root: HTMLElement;
  update: (mark: Mark, isSelected: boolean, now: number) => void;
}

/** One place of the list; pressing its name finds it on the map. */
export function listed(app: App, { slug, name, item }: Mark, select: (slug: string) => void): Listed {
  const button = h("button", { type: "button", class: "name", "aria-pressed": "false", click: () => select(slug) }, name);
  const state = h("span", { class: "state" });
  const way = h("p", { class: "way" });
  const says = h("p", {});
  const more = h("p", { class: "actions", hidden: true }, h("button", { type: "button", class: "button quiet", click: () => app.openPlace(slug) }, t("About this place"), h("span", { class: "unseen" }, ` ${item.place.name}`)));
  const root = h("li", { "data-slug": slug }, h("p", { class: "kind" }, state, ` ${kindWords(item.place.kind)}`), button, way, says, more);
  const update: Listed["update"] = (mark, isSelected, now) => {
    const { label, place } = mark.item;
    root.toggleAttribute("data-selected", isSelected);
    more.hidden = !isSelected;
    button.setAttribute("aria-pressed", String(isSelected));
    root.dataset["state"] = label.state;
    root.dataset["basis"] = label.basis;
    setText(state, mark.state);
    setText(way, [wayWords(mark.item), directionWords(place, app.origin)].filter(Boolean).join(" \u00b7 "));
    setText(says, sentence(label, now));
  };
  return { root, update };
}

/** Said where the map is, because it is there that somebody wonders. */
export function howWeKnow(): HTMLElement {
  return h(
    "div",
    { class: "hint" },
    h("p", {}, t("Everybody\u2019s phone fetches the same map, so we cannot tell where you look.")),
    h("p", {}, t("How long a walk takes is about right, not exact. Streets are longer than the straight line: we count a third more, at 80 metres a minute.")),
  );
}
