import { answer, NO_FILTERS, type Item } from "../answer.ts";
import { byId, fill, h, setText } from "../elements/dom.ts";
import { freshness } from "../elements/freshness.ts";
import { kindWords } from "../elements/card.ts";
import type { App, View } from "../routes.ts";
import type { Held } from "../types.ts";
import { sentence, stateWords } from "../words.ts";
import { many, t } from "../translate.ts";

/** As many as the server puts on the first screen. */
const SHOWN = 8;

function row({ place, label }: Item, now: number, app: App): HTMLElement {
  return h(
    "li",
    { "data-state": label.state, "data-basis": label.basis },
    h("p", { class: "kind" }, h("span", { class: "state" }, stateWords(label)), ` ${kindWords(place.kind)} `, place.is_demo && h("span", { class: "demo" }, t("Demo"))),
    h("a", { class: "name", href: `/place/${place.slug}`, click: (event) => (event.preventDefault(), app.openPlace(place.slug)) }, place.name),
    h("p", { class: "says" }, place.town && h("b", {}, `${place.town}. `), sentence(label, now)),
  );
}

/** The screen that the server rendered, taken over: it works before this script and is kept true by it. */
export function home(app: App): View {
  const root = byId("home");
  const list = byId("open-now");
  const age = byId("age");
  const more = byId("more");
  const heading = byId("open-heading");
  byId("find").addEventListener("submit", (event) => (event.preventDefault(), app.find()));
  byId("search").addEventListener("submit", (event) => {
    event.preventDefault();
    app.search((byId("q") as HTMLInputElement).value);
  });
  list.addEventListener("click", (event) => {
    const link = (event.target as Element).closest("a");
    if (link === null || event.defaultPrevented) return;
    event.preventDefault();
    app.openPlace(link.pathname.split("/").at(-1) ?? "");
  });
  const wordsOf = (rows: Iterable<Element>): string => Array.from(rows, ({ textContent }) => textContent).join();
  /** What had the focus keeps it. */
  const relist = (rows: HTMLElement[]): void => {
    const at = list.contains(document.activeElement) && document.activeElement?.getAttribute("href");
    fill(list, ...rows);
    if (at) list.querySelector<HTMLElement>(`[href="${at}"]`)?.focus({ preventScroll: true });
  };
  const tick = (): void => {
    const held = app.held();
    const now = app.now();
    const { text, isOld } = freshness(held, now, app.link(), app.skew());
    setText(age, text);
    age.classList.toggle("old", isOld);
    if (held === null) return;
    const { heading: words, items } = firstOf(held, now);
    const rows = items.slice(0, SHOWN).map((item) => row(item, now, app));
    if (wordsOf(rows) !== wordsOf(list.children) && !app.isInUse()) relist(rows);
    setText(heading, words);
    setText(more, items.length > SHOWN ? many(items.length - SHOWN, "And {n} more. Find the nearest to see it.", "And {n} more. Find the nearest to see them.") : "");
  };
  return { root, heading: root.querySelector("h1") ?? root, tick };
}

/** What is worth showing to somebody of whom nothing is known, and what it is. */
export function firstOf(held: Held, now: number): { heading: string; items: Item[] } {
  const { open, next } = answer(held, null, NO_FILTERS, now);
  const isOpen = open.length > 0;
  return { heading: isOpen ? t("Open now") : t("Nothing we list is open now. Next to open"), items: byWorth(isOpen ? open : next) };
}

const STATES = ["open", "closing_soon", "full", "closed", "unknown"];

/** Safe Spaces before other venues, surely open before closing soon; `backend/pages/essence.py` sorts alike. */
function byWorth(items: Item[]): Item[] {
  const worth = ({ place, label }: Item): number => STATES.indexOf(label.state) * 2 + (place.kind === "safe_space" ? 0 : 1);
  return items[0]?.label.state === "closed"
    ? items
    : [...items].sort((a, b) => worth(a) - worth(b) || (a.place.name < b.place.name ? -1 : 1));
}
