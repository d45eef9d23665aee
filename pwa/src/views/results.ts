import { answer, asNear, instead, isFiltered, NO_FILTERS, SURE, type Answer, type Item } from "../answer.ts";
import { card, wayWords, type Card } from "../elements/card.ts";
import { fill, h, setText } from "../elements/dom.ts";
import { filterPanel } from "../elements/filters.ts";
import { callEmergency, frame } from "../elements/frame.ts";
import { freshness } from "../elements/freshness.ts";
import { mapButton } from "../elements/mapbutton.ts";
import { alternatives } from "../elements/searchform.ts";
import type { App, View } from "../routes.ts";
import type { Alternative } from "../search.ts";
import type { Label, Origin } from "../types.ts";
import { many, t } from "../translate.ts";
import { distanceWords, opening, sentence } from "../words.ts";
import { whatToSay } from "./beside.ts";

const FEW = 5;
/** How many stand at the top where the phone cannot tell which is nearest. */
const PAIR = 2;

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
  const news = h("button", { type: "button", class: "button news", hidden: true, click: () => (draw(), view.heading.focus()) }, t("Update list"));
  const view = frame(
    app,
    plan ? plan.name : t("Nearest open place"),
    origin?.name && h("p", { class: "near" }, `${origin.name}.`),
    asked.message && h("p", {}, asked.message),
    alternatives(asked.alternatives ?? [], app.search),
    h("div", { class: "bar" }, age, news),
    best,
    !plan && h("p", { class: "actions" }, mapButton(app, null)),
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
    const [top, more] = found ? sections(app, asked, found, now(), cards) : [[h("p", {}, t("Getting the list of places\u2026"))], []];
    fill(best, ...top);
    fill(rest, ...more);
    if (!plan) setText(view.heading, found && found.open.length === 0 ? nothingWords(app, "now") : claim(found));
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
  // These are the likely next taps: have their screens ready while there is signal.
  for (const next of [import("./place.ts"), import("./saying.ts")]) next.catch(() => undefined);
  return { ...view, tick };
}

function orderOf(found: Answer | null): string {
  if (!found) return "";
  const lists = [bestOf(found), found.open, found.next, found.call_first];
  return lists.map((items) => items.map(({ place }) => place.slug).join()).join("|");
}

/** The nearest; or all that may be it, where the phone is not sure enough. */
function bestOf({ open, accuracy_m }: Answer): Item[] {
  return asNear(open, accuracy_m);
}

function claim(found: Answer | null): string {
  const several = found ? bestOf(found).length : 1;
  if (several > 2) return t("One of these is nearest");
  return several === 2 ? t("One of these two is nearest") : t("Nearest open place");
}

function summary(found: Answer): string {
  const best = bestOf(found).slice(0, PAIR).map((item) => `${item.place.name}${t(", ")}${wayWords(item)}`);
  const [one = t("Nothing we list is open near you now."), other] = best;
  return other === undefined ? one : t("{one}; or {other}", { one, other });
}

type Part = HTMLElement | null | false;

function sections(app: App, { plan }: Asked, found: Answer, now: number, cards: Map<string, Card>): [HTMLElement[], Part[]] {
  const make = (item: Item, isTop: boolean): HTMLElement => {
    const made = card(item, now, { isTop, isPair: isTop && bestOf(found).length > 1, open: app.openPlace, notes: notesOn(item, found), ...(isTop && { more: whatToSay(app, item.place) }), ...plan });
    cards.set(item.place.slug, made);
    return made.root;
  };
  const top = bestOf(found).slice(0, PAIR);
  const others = found.open.filter((item) => !top.includes(item));
  const far = others.slice(FEW);
  const list = (title: string, items: Item[], lead: string | null = null): Part =>
    items.length > 0 && h("section", {}, h("h2", {}, title), lead && h("p", {}, lead), ...items.map((item) => make(item, false)));
  const first = top.length > 0 ? [...top.map((item) => make(item, true)), ...doubt(found)] : [nothing(app, found, now, plan !== undefined)];
  return [first, [
    list(plan ? t("Also open then") : t("Also open"), others.slice(0, FEW)),
    far.length > 0 && h("details", {}, h("summary", {}, many(far.length, "Show {n} more", "Show {n} more")), ...far.map((item) => make(item, false))),
    list(top.length > 0 ? t("Next to open") : t("Opening next"), found.next),
    list(t("Call first"), found.call_first, t("We do not know when these are open.")),
    found.hidden > 0 && h(
      "p",
      { class: "actions" },
      h("button", { type: "button", class: "button quiet", click: () => clear(app) }, many(found.hidden, "Show {n} more that your choices hide", "Show {n} more that your choices hide")),
    ),
  ]];
}

/** Why there are two: both stand alike, so that neither looks like the answer. */
function doubt(found: Answer): HTMLElement[] {
  const several = bestOf(found).length;
  if (several < PAIR) return [];
  const distance = distanceWords(SURE * (found.accuracy_m ?? 0));
  const words = several === PAIR
    ? t("Your phone could be wrong by {distance}, so either may be nearest.", { distance })
    : t("Your phone could be wrong by {distance}, so any of these may be nearest.", { distance });
  return [h("p", {}, words)];
}

function clear(app: App): void {
  Object.assign(app.filters, NO_FILTERS, { services: [] });
  for (const box of document.querySelectorAll<HTMLInputElement>(".filters input")) box.checked = false;
  document.querySelector(".filters")?.dispatchEvent(new Event("change"));
  document.querySelector<HTMLElement>("main h1")?.focus();
}

/** Where else to turn: a full place names the next, one for women and girls names the nearest for everyone. */
export function notesOn(item: Item, { open, accuracy_m }: Answer): string[] {
  const { place, label } = item;
  const isForSome = place.eligibility !== "everyone";
  const forAll = isForSome ? asNear(open.filter((other) => other.place.eligibility === "everyone"), accuracy_m) : [];
  const next = label.state === "full" && instead(place, open);
  return [
    isForSome && t("For women and girls."),
    forAll[0] && everyone(forAll[0], forAll.length === 1),
    next && t("If they cannot take you, try {place}, {way}.", { place: next.place.name, way: wayWords(next) }),
    place.minimum_age && t("{age} and over.", { age: place.minimum_age }),
  ].filter((note) => typeof note === "string");
}

function everyone(item: Item, isSure: boolean): string {
  const values = { place: item.place.name, way: wayWords(item) };
  return isSure ? t("Nearest for everyone: {place}, {way}.", values) : t("For everyone: {place}, {way}.", values);
}

function nothingWords({ filters }: App, when: "now" | "then"): string {
  if (when === "now") return isFiltered(filters) ? t("Nothing that you asked for is open near you now") : t("Nothing we list is open near you now");
  return isFiltered(filters) ? t("Nothing that you asked for is open near you then") : t("Nothing we list is open near you then");
}

/** It is under the heading that says what is closed. */
function opens(label: Label, now: number): string {
  return label.said_at === null && label.opens_at !== null ? opening(label.opens_at, now) : sentence(label, now);
}

function nothing(app: App, found: Answer, now: number, isPlan: boolean): HTMLElement {
  const [next] = found.next;
  return h(
    "section",
    { class: "nothing" },
    isPlan && h("h2", {}, nothingWords(app, "then")),
    next && !isPlan && h("p", {}, `${t("The next to open is {place}.", { place: next.place.name })} ${opens(next.label, now)}`),
    h("p", {}, t("If you are in danger or feel unsafe, call 999. You can also go into any open shop, garage, hotel or bar and ask the staff for help.")),
    callEmergency(),
    h("p", { class: "actions" }, h("button", { type: "button", class: "button quiet", click: app.openHelp }, t("Help lines"))),
  );
}
