/** The screens for when we do not know where the person is. Each says so plainly and has a way on. */
import { NO_FILTERS, SURE, answer } from "../answer.ts";
import { fill, h } from "../elements/dom.ts";
import { callEmergency, frame } from "../elements/frame.ts";
import { alternatives, searchForm } from "../elements/searchform.ts";
import type { App, View } from "../routes.ts";
import type { Alternative, NotFound } from "../search.ts";
import { t } from "../translate.ts";
import { distanceWords, sentence } from "../words.ts";

type Trouble = "denied" | "unavailable" | "slow";

const SCREENS: Record<Trouble, { title: string; says: string; retry: string }> = {
  denied: {
    title: t("Your phone did not tell us where you are"),
    says: t("That is fine. Type the town or postcode you are in. To use your location, allow it for this page in your browser\u2019s settings and try again."),
    retry: t("Try my location again"),
  },
  unavailable: {
    title: t("Your phone cannot find where it is"),
    says: t("Location may be switched off, or there may be no signal. Type the town or postcode you are in."),
    retry: t("Try my location again"),
  },
  slow: {
    title: t("Finding you is taking too long"),
    says: t("Type the town or postcode you are in, or try again near a window or outside."),
    retry: t("Try again"),
  },
};

/** What is asked here is asked once more or answered; neither leaves this screen behind. */
function question(...parts: Parameters<typeof frame>): View {
  return { ...frame(...parts), isPassing: true };
}

export function trouble(app: App, kind: Trouble): View {
  const { title, says, retry } = SCREENS[kind];
  return question(
    app,
    title,
    h("p", {}, says),
    searchForm(app.search),
    h("p", { class: "actions" }, h("button", { type: "button", class: "button quiet", click: app.find }, retry)),
  );
}

/** A question to which towns to tap can be added. */
export interface Unsure extends View {
  offer: (towns: Alternative[]) => void;
}

/** The phone is not sure to within a kilometre, or was where it says a while ago. */
export function unsure(app: App, why: "rough" | "old", radius_m: number, anyway: () => void): Unsure {
  const choices = h("div", { class: "choices" });
  const rough = t("Your phone could be wrong by {distance}. Tap or type the town you are in, or type a postcode.", { distance: distanceWords(SURE * radius_m) });
  const view = question(
    app,
    why === "old" ? t("We do not know where you are now") : t("We only know roughly where you are"),
    h("p", {}, why === "old" ? t("Your phone only knows where you were a while ago. Tap or type the town you are in, or type a postcode.") : rough),
    choices,
    searchForm(app.search),
    h(
      "p",
      { class: "actions" },
      h("button", { type: "button", class: "button quiet", click: anyway }, t("Show places anyway")),
      h("button", { type: "button", class: "button quiet", click: app.find }, t("Try my location again")),
    ),
  );
  const button = ([shown, q]: Alternative): HTMLElement => h("button", { type: "button", class: "button quiet", click: () => app.search(q) }, shown);
  return { ...view, offer: (towns) => fill(choices, ...towns.map(button)) };
}

export function notFound(app: App, q: string, { kind, message, alternatives: choices }: NotFound): View {
  if (kind === "not_covered") return away(app, message, alternatives(choices, app.search));
  return question(app, t("Where are you?"), searchForm(app.search, q, message), alternatives(choices, app.search));
}

export function away(app: App, message: string, choices: HTMLElement | null = null, title = t("We list no places near there")): View {
  return frame(
    app,
    title,
    h("p", {}, message),
    choices,
    h("p", {}, t("If you are in danger, call 999. If it is not urgent, call the police on 101. Both work anywhere in the UK, free, day and night.")),
    callEmergency(),
    h("p", {}, t("In any shop, hotel, bar or club you can ask the staff for help.")),
    h("p", { class: "actions" }, h("button", { type: "button", class: "button quiet", click: app.openHelp }, t("Help lines"))),
    searchForm(app.search),
    elsewhere(app),
  );
}

/** The way on for somebody who is on the way to our area; never as if it were near. */
function elsewhere(app: App): HTMLElement | null {
  const held = app.held();
  if (!held) return null;
  const now = app.now();
  const { open, next } = answer(held, null, NO_FILTERS, now);
  const items = (open.length > 0 ? open : next).slice(0, 3);
  const rows = items.map(({ place, label }) => h("li", {}, `${place.name}, ${place.town}. ${sentence(label, now)}`));
  return h("section", {}, h("h2", {}, open.length > 0 ? t("Open now in our area") : t("Next to open in our area")), h("ul", {}, ...rows));
}
