import { answer, instead, isFiltered, isTossUp, NO_FILTERS, type Answer, type Item } from "../answer.ts";
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
import { opening, sentence } from "../words.ts";
import { whatToSay } from "./beside.ts";

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
    const [first, ...more] = found ? sections(app, asked, found, now(), cards) : [h("p", {}, t("Getting the list of places\u2026"))];
    fill(best, first);
    fill(rest, ...more);
    if (!plan) setText(view.heading, found && found.open.length === 0 ? nothingWords(app, "now") : t("Nearest open place"));
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
  return found ? [found.open, found.next, found.call_first].map((items) => items.map(({ place }) => place.slug).join()).join("|") : "";
}

function summary({ open: [top] }: Answer): string {
  return top ? `${top.place.name}${t(", ")}${wayWords(top)}` : t("Nothing we list is open near you now.");
}

type Part = HTMLElement | null | false;

function sections(app: App, { origin, plan }: Asked, found: Answer, now: number, cards: Map<string, Card>): Part[] {
  const make = (item: Item, isTop: boolean, asides: string[] = []): HTMLElement => {
    const made = card(item, now, { isTop, open: app.openPlace, notes: notesOn(item, found), asides, ...(isTop && { more: whatToSay(app, item.place) }), ...plan });
    cards.set(item.place.slug, made);
    return made.root;
  };
  const [top, ...others] = found.open;
  const far = others.slice(FEW);
  const list = (title: string, items: Item[], lead: string | null = null): Part =>
    items.length > 0 && h("section", {}, h("h2", {}, title), lead && h("p", {}, lead), ...items.map((item) => make(item, false)));
  return [
    top ? make(top, true, tossUp(found, origin)) : nothing(app, found, now, plan !== undefined),
    list(plan ? t("Also open then") : t("Also open"), others.slice(0, FEW)),
    far.length > 0 && h("details", {}, h("summary", {}, many(far.length, "Show {n} more", "Show {n} more")), ...far.map((item) => make(item, false))),
    list(top ? t("Next to open") : t("Opening next"), found.next),
    list(t("Call first"), found.call_first, t("We do not know when these are open.")),
    found.hidden > 0 && h(
      "p",
      { class: "actions" },
      h("button", { type: "button", class: "button quiet", click: () => clear(app) }, many(found.hidden, "Show {n} more that your choices hide", "Show {n} more that your choices hide")),
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
  const other = isForSome && open.find(({ place: { eligibility } }) => eligibility === "everyone");
  const next = label.state === "full" && instead(place, open);
  return [
    isForSome && t("For women and girls."),
    other && t("Nearest for everyone: {place}, {way}.", { place: other.place.name, way: wayWords(other) }),
    next && t("If they cannot take you, try {place}, {way}.", { place: next.place.name, way: wayWords(next) }),
    place.minimum_age && t("{age} and over.", { age: place.minimum_age }),
  ].filter((note) => typeof note === "string");
}

function tossUp({ open: [first, second] }: Answer, origin: Origin | null): string[] {
  if (!first || !second || !isTossUp(first, second, origin?.accuracy_m ?? null)) return [];
  return [t("Your phone is not sure exactly where you are: {place} may be as near.", { place: second.place.name })];
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
