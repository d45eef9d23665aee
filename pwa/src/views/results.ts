import { answer, isFiltered, isTossUp, NO_FILTERS, type Answer, type Item } from "../answer.ts";
import { card, wayWords, type Card } from "../elements/card.ts";
import { fill, h, setText } from "../elements/dom.ts";
import { filterPanel } from "../elements/filters.ts";
import { callEmergency, frame } from "../elements/frame.ts";
import { freshness } from "../elements/freshness.ts";
import { alternatives } from "../elements/searchform.ts";
import type { App, View } from "../routes.ts";
import type { Alternative } from "../search.ts";
import type { Origin } from "../types.ts";
import { plannedSentence, sentence } from "../words.ts";

const FEW = 5;

export interface Asked {
  origin: Origin | null;
  message?: string;
  alternatives?: Alternative[];
  /** A moment to plan for, with its name; without it the list is for now and keeps itself true. */
  plan?: { at: number; name: string };
}

export function results(app: App, asked: Asked): View {
  const { origin, plan } = asked;
  const age = h("p", { class: "age" });
  const body = h("div", { class: "results" });
  const news = h("button", { type: "button", class: "button news", hidden: true, click: () => draw() }, "Update list");
  const view = frame(
    app,
    plan ? plan.name : "Nearest open place",
    origin?.name && h("p", { class: "near" }, `${origin.name}.`),
    asked.message && h("p", {}, asked.message),
    alternatives(asked.alternatives ?? [], app.search),
    filterPanel(app, () => draw()),
    age,
    body,
    news,
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
    fill(body, ...(found ? sections(app, asked, found, now(), cards) : [h("p", {}, "Getting the list of places\u2026")]));
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
    for (const item of found?.all ?? []) cards.get(item.place.slug)?.update(item, now());
    if (orderOf(found) === order) return;
    if (order && (app.isInUse() || body.contains(document.activeElement))) news.hidden = false;
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
  const words = plan
    ? (item: Item) => plannedSentence(item.label)
    : (item: Item, at: number) => sentence(item.label, at);
  const make = (item: Item, isTop: boolean, notes: string[] = []): HTMLElement => {
    const made = card(item, now, { isTop, open: app.openPlace, notes, words });
    cards.set(item.place.slug, made);
    return made.root;
  };
  const [top, ...others] = found.open;
  const few = others.slice(0, FEW);
  const rest = others.slice(FEW);
  const list = (title: string, items: Item[], lead: string | null = null): Part =>
    items.length > 0 && h("section", {}, h("h2", {}, title), lead && h("p", {}, lead), ...items.map((item) => make(item, false, notesOn(item, found))));
  return [
    top ? make(top, true, [...notesOn(top, found), ...tossUp(found, origin)]) : nothing(app, found, now, plan !== undefined),
    list("Also open", few),
    rest.length > 0 && h("details", {}, h("summary", {}, `Show ${rest.length} more`), ...rest.map((item) => make(item, false, notesOn(item, found)))),
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
}

/** Where else to turn: a full place names the next, one for women and girls names the nearest for everyone. */
function notesOn({ place, label }: Item, { open }: Answer): string[] {
  const notes: string[] = [];
  const instead = (say: string, wanted: (item: Item) => boolean): void => {
    const next = open.find((item) => item.place.slug !== place.slug && wanted(item));
    if (next) notes.push(`${say} ${next.place.name}, ${wayWords(next)}.`);
  };
  if (label.state === "full") instead("If they cannot take you, try", (item) => item.label.state !== "full");
  if (place.eligibility === "women_and_girls") instead("Nearest for everyone:", (item) => item.place.eligibility === "everyone");
  if (place.minimum_age !== null && place.minimum_age > 0) notes.push(`${place.minimum_age} and over.`);
  return notes;
}

function tossUp({ open: [first, second] }: Answer, origin: Origin | null): string[] {
  if (!first || !second || !isTossUp(first, second, origin?.accuracy_m ?? null)) return [];
  return [`Your phone is not sure exactly where you are: ${second.place.name} may be as near.`];
}

function nothing(app: App, found: Answer, now: number, isPlan: boolean): HTMLElement {
  const [next] = found.next;
  const when = isPlan ? "then" : "now";
  return h(
    "section",
    { class: "nothing" },
    h("h2", {}, isFiltered(app.filters) ? `Nothing that you asked for is open near you ${when}` : `Nothing we list is open near you ${when}`),
    next && !isPlan && h("p", {}, `The next to open is ${next.place.name}. ${sentence(next.label, now)}`),
    h("p", {}, "If you are in danger or feel unsafe, call 999. You can also go into any open shop, garage, hotel or bar and ask the staff for help."),
    callEmergency(),
    h("p", { class: "actions" }, h("button", { type: "button", class: "button quiet", click: app.openHelp }, "Help lines")),
  );
}
