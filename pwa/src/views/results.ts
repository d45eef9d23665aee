import { answer, instead, isFiltered, isTossUp, NO_FILTERS, type Answer, type Item } from "../answer.ts";
import { card, wayWords, type Card } from "../elements/card.ts";
import { fill, h, setText } from "../elements/dom.ts";
import { filterPanel } from "../elements/filters.ts";
import { callEmergency, frame } from "../elements/frame.ts";
import { freshness } from "../elements/freshness.ts";
import { alternatives } from "../elements/searchform.ts";
import type { App, View } from "../routes.ts";
import type { Alternative } from "../search.ts";
import type { Label, Origin } from "../types.ts";
import { sentence } from "../words.ts";

const FEW = 5;

export interface Asked {
  origin: Origin | null;
  message?: string;
  alternatives?: Alternative[];
  /** Without it the list is for now and keeps itself true. */
  plan?: Planned;
}

/** A moment to plan for, its name, and what is then said of a place. */
export interface Planned {
  at: number;
  name: string;
  says: (label: Label, at: number) => string;
  pill: (label: Label) => string;
}

export function results(app: App, asked: Asked): View {
  const { origin, plan } = asked;
  const age = h("p", { class: "age" });
  const best = h("div", { class: "results" });
  const rest = h("div", {});
  const news = h("button", { type: "button", class: "button news", hidden: true, click: () => (draw(), view.heading.focus()) }, "Update list");
  const view = frame(
    app,
    plan ? plan.name : "Nearest open place",
    origin?.name && h("p", { class: "near" }, `${origin.name}.`),
    asked.message && h("p", {}, asked.message),
    alternatives(asked.alternatives ?? [], app.search),
    h("div", { class: "bar" }, age, news),
    best,
    filterPanel(app, () => draw()),
    rest,
  );
  const now = (): number => plan?.at ?? app.now();
  const current = (): Answer | null => {
    const held = app.held();
    return held?.complete ? answer(held, origin, app.filters, now(), plan?.at) : null;
  };
  let cards = new Map<string, Card>();
  let order = "";

  const draw = (): void => {
    const found = current();
    news.hidden = true;
    order = orderOf(found);
    cards = new Map();
    const [first, ...more] = found ? sections(app, asked, found, now(), cards) : [h("p", {}, "Getting the list of places\u2026")];
    fill(best, first);
    fill(rest, ...more);
    if (!plan) setText(view.heading, found && found.open.length === 0 ? nothingWords(app, "now") : "Nearest open place");
    app.say(found ? summary(found) : "");
    showAge();
  };
  const showAge = (): void => {
    const { text, isOld } = freshness(app.held(), app.now(), app.link(), app.skew());
    setText(age, text);
    age.classList.toggle("old", isOld);
  };
  const tick = (): void => {
    showAge();
    if (plan && order) return;
    const found = current();
    if (found) for (const item of found.all) cards.get(item.place.slug)?.update(item, now(), notesOn(item, found));
    if (orderOf(found) === order) return;
    const isInUse = app.isInUse() || best.contains(document.activeElement) || rest.contains(document.activeElement);
    if (order && isInUse) news.hidden = false;
    else draw();
  };
  draw();
  // A place is the likely next tap: have its screen ready while there is signal.
  import("./place.ts").catch(() => undefined);
  return { ...view, tick };
}

function orderOf(found: Answer | null): string {
  return found ? [found.open, found.next, found.call_first].map((items) => items.map(({ place }) => place.slug).join()).join("|") : "";
}

function summary({ open: [top] }: Answer): string {
  return top ? `${top.place.name}, ${wayWords(top)}` : "Nothing we list is open near you now.";
}

type Part = HTMLElement | null | false;

function sections(app: App, { origin, plan }: Asked, found: Answer, now: number, cards: Map<string, Card>): Part[] {
  const make = (item: Item, isTop: boolean, asides: string[] = []): HTMLElement => {
    const made = card(item, now, { isTop, open: app.openPlace, notes: notesOn(item, found), asides, ...plan });
    cards.set(item.place.slug, made);
    return made.root;
  };
  const [top, ...others] = found.open;
  const far = others.slice(FEW);
  const list = (title: string, items: Item[], lead: string | null = null): Part =>
    items.length > 0 && h("section", {}, h("h2", {}, title), lead && h("p", {}, lead), ...items.map((item) => make(item, false)));
  return [
    top ? make(top, true, tossUp(found, origin)) : nothing(app, found, now, plan !== undefined),
    list(plan ? "Also open then" : "Also open", others.slice(0, FEW)),
    far.length > 0 && h("details", {}, h("summary", {}, `Show ${far.length} more`), ...far.map((item) => make(item, false))),
    list(top ? "Next to open" : "Opening next", found.next),
    list("Call first", found.call_first, "We do not know when these are open."),
    found.hidden > 0 && h(
      "p",
      { class: "actions" },
      h("button", { type: "button", class: "button quiet", click: () => clear(app) }, `Show ${found.hidden} more that your choices hide`),
    ),
  ];
}

function clear(app: App): void {
  Object.assign(app.filters, NO_FILTERS, { services: [] });
  for (const box of document.querySelectorAll<HTMLInputElement>(".filters input")) box.checked = false;
  document.querySelector(".filters")?.dispatchEvent(new Event("change"));
  document.querySelector<HTMLElement>("main h1")?.focus();
}

/** Where else to turn: a full place names the next, one for women and girls names the nearest for everyone. */
export function notesOn(item: Item, { open }: Answer): string[] {
  const { place, label } = item;
  const isForSome = place.eligibility !== "everyone";
  const name = (say: string, next: Item | undefined): string | undefined => next && `${say} ${next.place.name}, ${wayWords(next)}.`;
  return [
    isForSome && "For women and girls.",
    isForSome && name("Nearest for everyone:", open.find((other) => other.place.eligibility === "everyone")),
    label.state === "full" && name("If they cannot take you, try", instead(place, open)),
    place.minimum_age && `${place.minimum_age} and over.`,
  ].filter((note) => typeof note === "string");
}

function tossUp({ open: [first, second] }: Answer, origin: Origin | null): string[] {
  if (!first || !second || !isTossUp(first, second, origin?.accuracy_m ?? null)) return [];
  return [`Your phone is not sure exactly where you are: ${second.place.name} may be as near.`];
}

function nothingWords({ filters }: App, when: string): string {
  return isFiltered(filters) ? `Nothing that you asked for is open near you ${when}` : `Nothing we list is open near you ${when}`;
}

function nothing(app: App, found: Answer, now: number, isPlan: boolean): HTMLElement {
  const [next] = found.next;
  return h(
    "section",
    { class: "nothing" },
    isPlan && h("h2", {}, nothingWords(app, "then")),
    next && !isPlan && h("p", {}, `The next to open is ${next.place.name}. ${sentence(next.label, now).replace("Closed now. Should", "It should")}`),
    h("p", {}, "If you are in danger or feel unsafe, call 999. You can also go into any open shop, garage, hotel or bar and ask the staff for help."),
    callEmergency(),
    h("p", { class: "actions" }, h("button", { type: "button", class: "button quiet", click: app.openHelp }, "Help lines")),
  );
}
