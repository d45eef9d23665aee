import type { Item } from "../answer.ts";
import type { Label } from "../types.ts";
import { distanceWords, sentence, stateWords } from "../words.ts";
import { h, setText } from "./dom.ts";
import { actions } from "./links.ts";

export interface Card {
  root: HTMLElement;
  /** Say what is true of the same place now; nothing else on the screen moves. */
  update: (item: Item, now: number) => void;
}

interface Options {
  isTop: boolean;
  open: (slug: string) => void;
  /** Below the words: what else must be known before walking there. */
  notes?: string[];
  /** Worth saying, but not between the answer and the way there. */
  asides?: string[];
  words?: (item: Item, now: number) => string;
  pill?: ((label: Label) => string) | undefined;
}

export const KIND_WORDS = { safe_space: "Safe Space", charter_venue: "Charter venue" } as const;

export function wayWords({ distance_m, walk_minutes }: Item): string {
  if (distance_m === null) return "";
  const far = distanceWords(distance_m);
  if (walk_minutes === null || walk_minutes > 90) return far;
  return `${far}, ${walk_minutes} minute${walk_minutes === 1 ? "" : "s"}\u2019 walk`;
}

export function card(item: Item, now: number, { isTop, open, notes = [], asides = [], words = sayLabel, pill = stateWords }: Options): Card {
  const { place } = item;
  const state = h("span", { class: "state" });
  const way = h("p", { class: "way" });
  const says = h("p", { class: "says" });
  const heading = h(
    isTop ? "h2" : "h3",
    {},
    h("button", { type: "button", class: "name", click: () => open(place.slug) }, place.name),
  );
  const root = h(
    "article",
    { class: isTop ? "card top" : "card", "data-slug": place.slug },
    h("p", { class: "kind" }, state, ` ${KIND_WORDS[place.kind]} `, place.is_demo && h("span", { class: "demo" }, "Demo")),
    heading,
    way,
    says,
    place.eligibility === "women_and_girls" && h("p", { class: "note" }, "For women and girls."),
    ...notes.map((note) => h("p", { class: "note" }, note)),
    isTop && actions(place),
    ...asides.map((aside) => h("p", { class: "note" }, aside)),
    isTop && h("p", { class: "where" }, [place.address, place.town, place.postcode].filter(Boolean).join(", ")),
    isTop && place.what_to_expect && h("p", { class: "expect" }, place.what_to_expect),
  );
  const update: Card["update"] = (fresh, at) => {
    root.dataset["state"] = fresh.label.state;
    root.dataset["basis"] = fresh.label.basis;
    setText(state, pill(fresh.label));
    setText(way, [wayWords(fresh), isTop ? "" : place.town].filter(Boolean).join(" \u00b7 "));
    setText(says, words(fresh, at));
  };
  update(item, now);
  return { root, update };
}

function sayLabel({ label }: Item, now: number): string {
  return sentence(label, now);
}
