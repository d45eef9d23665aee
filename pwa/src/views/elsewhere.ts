import { answer, instead } from "../answer.ts";
import { card, type Card } from "../elements/card.ts";
import { fill, h } from "../elements/dom.ts";
import type { App } from "../routes.ts";
import type { Origin, Place } from "../types.ts";
import { notesOn } from "./results.ts";
import { t } from "../translate.ts";

export interface Elsewhere {
  root: HTMLElement;
  tick: (from: Origin | null) => void;
}

/** The next open place after one that cannot take her, as a card that keeps itself true; empty where there is none. */
export function elsewhere(app: App, one: Place, title: string): Elsewhere {
  const root = h("section", {});
  let shown = "";
  let made: Card | null = null;
  const tick = (from: Origin | null): void => {
    const held = app.held();
    const now = app.now();
    const found = held && answer(held, from ?? at(one), app.filters, now);
    const next = found && instead(one, found.open);
    if (!next) return (shown = ""), fill(root);
    if (made && shown === next.place.slug) return made.update(next, now, notesOn(next, found));
    shown = next.place.slug;
    made = card(next, now, { isTop: false, open: app.openPlace, notes: notesOn(next, found) });
    fill(root, h("h2", {}, title), from === null && h("p", { class: "near" }, t("Nearest to {place}:", { place: one.name })), made.root);
  };
  return { root, tick };
}

function at({ point, name }: Place): Origin {
  return { point, name, accuracy_m: 0 };
}
