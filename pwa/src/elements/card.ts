import type { Item } from "../answer.ts";
import type { Label, Place } from "../types.ts";
import { distanceWords, sentence, staffedWords, stateWords } from "../words.ts";
import { fill, h, setText } from "./dom.ts";
import { actions } from "./links.ts";
import { many, t } from "../translate.ts";
import { written } from "./written.ts";

export interface Card {
  root: HTMLElement;
  /** Say what is true of the same place now; nothing else on the screen moves. */
  update: (item: Item, now: number, notes: string[]) => void;
}

interface Options {
  isTop: boolean;
  /** One of two at the top: short, so that both are seen at once. */
  isPair?: boolean;
  open: (slug: string) => void;
  /** Below the words: what else must be known before walking there. */
  notes?: string[];
  /** What else can be done there, beside the way to it. */
  more?: HTMLElement;
  says?: (label: Label, now: number) => string;
  pill?: (label: Label) => string;
}

export function kindWords(kind: Place["kind"]): string {
  return kind === "safe_space" ? t("Safe Space") : t("Charter venue");
}

export function wayWords({ distance_m, walk_minutes }: Item): string {
  if (distance_m === null) return "";
  const far = distanceWords(distance_m);
  if (walk_minutes === null || walk_minutes > 90) return far;
  return far + t(", ") + many(walk_minutes, "{n} minute\u2019 walk", "{n} minutes\u2019 walk");
}

export function card(item: Item, now: number, { isTop, isPair = false, open, notes = [], more: besides, says = sentence, pill = stateWords }: Options): Card {
  const { place } = item;
  const state = h("span", { class: "state" });
  const way = h("p", { class: "way" });
  const words = h("p", { class: "says" });
  const more = h("div", {});
  const staffed = note("");
  const heading = h(
    isTop ? "h2" : "h3",
    {},
    h("button", { type: "button", class: "name", click: () => open(place.slug) }, place.name),
  );
  const root = h(
    "article",
    { class: `card${isTop ? " top" : ""}${isPair ? " pair" : ""}`, "data-slug": place.slug },
    h("p", { class: "kind" }, state, ` ${kindWords(place.kind)} `, place.is_demo && h("span", { class: "demo" }, t("Demo"))),
    heading,
    way,
    words,
    more,
    isTop && actions(place, besides),
    staffed,
    isTop && !isPair && h("p", { class: "where" }, [place.address, place.town, place.postcode].filter(Boolean).join(", ")),
    isTop && !isPair && place.what_to_expect && h("p", { class: "expect" }, written(place.what_to_expect)),
  );
  const update: Card["update"] = (fresh, at, known) => {
    root.dataset["state"] = fresh.label.state;
    root.dataset["basis"] = fresh.label.basis;
    setText(state, pill(fresh.label));
    setText(way, [wayWords(fresh), isTop ? "" : place.town].filter(Boolean).join(" \u00b7 "));
    setText(words, says(fresh.label, at));
    setText(staffed, staffedWords(fresh.label));
    staffed.hidden = !staffed.textContent;
    if (more.textContent !== known.join("")) fill(more, ...known.map(note));
  };
  update(item, now, notes);
  return { root, update };
}

function note(text: string): HTMLElement {
  return h("p", { class: "note" }, text);
}
