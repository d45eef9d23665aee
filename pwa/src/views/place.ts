import { metres, walkMinutes } from "../geo.ts";
import { isRough, type Item } from "../answer.ts";
import { kindWords, wayWords } from "../elements/card.ts";
import { fill, h, setText } from "../elements/dom.ts";
import { frame } from "../elements/frame.ts";
import { freshness } from "../elements/freshness.ts";
import { actions } from "../elements/links.ts";
import { mapButton } from "../elements/mapbutton.ts";
import { written } from "../elements/written.ts";
import { DAY, clock, dayName, fullDate, nightEndsAt, nightOf } from "../london.ts";
import { facts, label } from "../openness.ts";
import type { App, View } from "../routes.ts";
import type { Held, Place, Window } from "../types.ts";
import { SERVICE_WORDS } from "../services.ts";
import { t } from "../translate.ts";
import { sentence, staffedWords, stateWords } from "../words.ts";
import { showIt, tellAFriend, whatToSay } from "./beside.ts";
import { elsewhere } from "./elsewhere.ts";
import { telling } from "./telling.ts";
import { wrong } from "./wrong.ts";

const ACCESS_WORDS: Record<string, string> = {
  step_free: "Step-free way in",
  accessible_toilet: "Accessible toilet",
  hearing_loop: "Hearing loop",
  quiet_room: "Quiet room",
  assistance_dogs: "Assistance dogs welcome",
};

export function place(app: App, slug: string): View {
  const held = app.held();
  const found = held?.snapshot.places.find((one) => one.slug === slug);
  return held && found ? known(app, held, found) : unknown(app);
}

function unknown(app: App): View {
  return frame(
    app,
    t("We do not list that place"),
    h("p", {}, t("It may have closed or changed its name.")),
    h("p", { class: "actions" }, h("button", { type: "button", class: "button", click: app.find }, t("Find the nearest open place"))),
  );
}

function known(app: App, held: Held, first: Place): View {
  const state = h("span", { class: "state" });
  const says = h("p", { class: "says" });
  const staffed = h("p", { class: "note" });
  const way = h("p", { class: "way" });
  const doing = actions(first);
  doing.append(mapButton(app, first.slug));
  const beside = h("p", { class: "actions" }, whatToSay(app, first), tellAFriend(app, first));
  const shown = showIt(first);
  const next = elsewhere(app, first, t("If they cannot take you, try"));
  const trouble = wrong(app, first);
  const alert = telling(app, first.slug);
  const age = h("p", { class: "age" });
  const told = h("div", {});
  const view = frame(
    app,
    first.name,
    h("p", { class: "kind" }, state, ` ${kindWords(first.kind)} `, first.is_demo && h("span", { class: "demo" }, t("Demo: not a real place"))),
    says,
    staffed,
    way,
    doing,
    beside,
    age,
    next.root,
    alert,
    trouble.root,
    told,
    shown,
  );
  view.root.classList.add("place");
  let told_of: Place | null = null;
  const tick = (): void => {
    const now = app.now();
    const fresh = app.held() ?? held;
    const now_listed = fresh.snapshot.places.find((one) => one.slug === first.slug);
    const item = measured(app, fresh, now_listed ?? first, now);
    view.root.dataset["state"] = item.label.state;
    view.root.dataset["basis"] = item.label.basis;
    // Suspended while it was on her screen: nothing may lead there any more.
    doing.hidden = beside.hidden = alert.hidden = shown.hidden = !now_listed;
    setText(state, now_listed ? stateWords(item.label) : t("Not listed"));
    setText(says, now_listed ? sentence(item.label, now) : t("This place is no longer listed. Do not go there."));
    setText(staffed, now_listed ? staffedWords(item.label) : "");
    setText(way, now_listed ? wayWords(item) : "");
    next.root.hidden = Boolean(now_listed) && item.label.state !== "full";
    next.tick(app.origin);
    trouble.tick();
    setText(age, freshness(app.held(), now, app.link(), app.skew()).text);
    if (told_of === item.place) return;
    told_of = item.place;
    fill(told, ...details(item.place, fresh, now));
  };
  tick();
  return { ...view, tick };
}

function measured(app: App, held: Held, one: Place, now: number): Item {
  const distance_m = app.origin && metres(app.origin.point, one.point);
  const minutes = distance_m === null ? null : walkMinutes(distance_m);
  return {
    place: one,
    distance_m,
    label: label(facts(one, held.covers_until), now, held.checked_at, minutes),
    walk_minutes: app.origin && isRough(app.origin) ? null : minutes,
  };
}

type Part = HTMLElement | null | false;

function details(one: Place, held: Held, now: number): Part[] {
  const services = one.services.map((name) => t(SERVICE_WORDS[name] ?? name.replaceAll("_", " ")));
  return [
    one.what_to_expect !== null && section(t("What happens there"), h("p", {}, written(one.what_to_expect))),
    services.length > 0 && section(t("What they have"), bullets(services)),
    section(t("Who it is for"), bullets(who(one))),
    section(t("Where"), h("p", {}, [one.address, one.town, one.postcode].filter(Boolean).join(", ") || t("Address not known.")), one.is_mobile && h("p", {}, t("This is a vehicle: it can move."))),
    section(t("Tonight"), h("p", {}, tonight(one, held, now)), usual(one), one.hours_confirmed_on !== null && h("p", {}, t("Hours confirmed by the venue on {date}.", { date: day(one.hours_confirmed_on) })), one.last_entry !== null && h("p", {}, t("Last entry {time}.", { time: one.last_entry }))),
    section(t("Getting in"), facts_(Object.entries(ACCESS_WORDS).map(([key, words]) => [t(words), yesNo(one.access[key])]))),
    section(
      t("How we know"),
      h("p", {}, one.last_checked_on === null ? t("Not yet checked by the Violence Reduction Alliance.") : t("Details last checked on {date}.", { date: day(one.last_checked_on) })),
      one.charter_signed_on !== null && h("p", {}, t("Signed the Safer Places Charter ({year}).", { year: one.charter_signed_on.slice(0, 4) })),
      one.charter_signed_on !== null && h("p", {}, h("a", { href: "/signatories" }, t("Who has signed"))),
    ),
  ];
}

function usual({ hours_text }: Place): HTMLElement {
  return h("p", {}, ...(hours_text ? [t("Usual hours:"), " ", written(hours_text)] : [t("Usual hours: not known.")]));
}

function section(title: string, ...children: Part[]): HTMLElement {
  return h("section", {}, h("h2", {}, title), ...children);
}

function bullets(items: string[]): HTMLElement {
  return h("ul", {}, ...items.map((item) => h("li", {}, item)));
}

function facts_(rows: [string, string][]): HTMLElement {
  return h("dl", {}, ...rows.map(([term, value]) => h("div", {}, h("dt", {}, term), h("dd", {}, value))));
}

function yesNo(value: boolean | null | undefined): string {
  return value === true ? t("Yes") : value === false ? t("No") : t("Not known");
}

function who({ eligibility, minimum_age }: Place): string[] {
  const age = minimum_age === null ? t("Age limit not known") : minimum_age > 0 ? t("{age} and over", { age: minimum_age }) : t("Any age");
  return [eligibility === "everyone" ? t("Everyone") : t("Women and girls"), age];
}

function day(iso: string): string {
  const on = Date.parse(`${iso}T00:00:00Z`);
  return fullDate(on);
}

function spanWords({ start, end }: Window): string {
  return end - start >= DAY ? t("Open all day and night") : t("{start} to {end}", { start: clock(start), end: clock(end) });
}

/** "10pm to 3am", "Midday to 3pm, then 7pm to 2am" */
function tonight(one: Place, held: Held, now: number): string {
  const end = nightEndsAt(nightOf(now));
  const { windows, hours_known } = facts(one, held.covers_until);
  const left = windows.filter((window) => window.end > now && window.start < end);
  if (left.length > 0) return left.map((span, i) => (i ? t(", then {span}", { span: spanWords(span) }) : spanWords(span))).join("") + t(".");
  const next = windows.find(({ start }) => start > now);
  if (!hours_known && !next) return t("Opening hours not known. Call first.");
  return next ? t("Not open again tonight. Next: {day}, {span}.", { day: dayName(nightOf(next.start)), span: spanWords(next) }) : t("Not open again tonight.");
}
