import { metres, walkMinutes } from "../geo.ts";
import type { Item } from "../answer.ts";
import { KIND_WORDS, wayWords } from "../elements/card.ts";
import { fill, h, setText } from "../elements/dom.ts";
import { frame } from "../elements/frame.ts";
import { freshness } from "../elements/freshness.ts";
import { actions } from "../elements/links.ts";
import { DAY, clock, dateWords, dayName, nightEndsAt, nightOf } from "../london.ts";
import { facts, label } from "../openness.ts";
import type { App, View } from "../routes.ts";
import type { Held, Place, Window } from "../types.ts";
import { SERVICE_WORDS } from "../services.ts";
import { sentence, staffedWords, stateWords } from "../words.ts";
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
    "We do not list that place",
    h("p", {}, "It may have closed or changed its name."),
    h("p", { class: "actions" }, h("button", { type: "button", class: "button", click: app.find }, "Find the nearest open place")),
  );
}

function known(app: App, held: Held, first: Place): View {
  const state = h("span", { class: "state" });
  const says = h("p", { class: "says" });
  const staffed = h("p", { class: "note" });
  const way = h("p", { class: "way" });
  const doing = actions(first);
  const next = elsewhere(app, first, "If they cannot take you, try");
  const trouble = wrong(app, first);
  const alert = telling(app, first.slug);
  const age = h("p", { class: "age" });
  const told = h("div", {});
  const view = frame(
    app,
    first.name,
    h("p", { class: "kind" }, state, ` ${KIND_WORDS[first.kind]} `, first.is_demo && h("span", { class: "demo" }, "Demo: not a real place")),
    says,
    staffed,
    way,
    doing,
    age,
    next.root,
    alert,
    trouble.root,
    told,
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
    doing.hidden = alert.hidden = !now_listed;
    setText(state, now_listed ? stateWords(item.label) : "Not listed");
    setText(says, now_listed ? sentence(item.label, now) : "This place is no longer listed. Do not go there.");
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
    walk_minutes: app.origin?.accuracy_m === null ? null : minutes,
  };
}

type Part = HTMLElement | null | false;

function details(one: Place, held: Held, now: number): Part[] {
  const services = one.services.map((name) => SERVICE_WORDS[name] ?? name.replaceAll("_", " "));
  return [
    one.what_to_expect !== null && section("What happens there", h("p", {}, one.what_to_expect)),
    services.length > 0 && section("What they have", bullets(services)),
    section("Who it is for", bullets(who(one))),
    section("Where", h("p", {}, [one.address, one.town, one.postcode].filter(Boolean).join(", ") || "Address not known."), one.is_mobile && h("p", {}, "This is a vehicle: it can move.")),
    section("Tonight", h("p", {}, tonight(one, held, now)), h("p", {}, `Usual hours: ${one.hours_text ?? "not known"}.`), one.hours_confirmed_on !== null && h("p", {}, `Hours confirmed by the venue on ${day(one.hours_confirmed_on)}.`), one.last_entry !== null && h("p", {}, `Last entry ${one.last_entry}.`)),
    section("Getting in", facts_(Object.entries(ACCESS_WORDS).map(([key, words]) => [words, yesNo(one.access[key])]))),
    section(
      "How we know",
      h("p", {}, one.last_checked_on === null ? "Not yet checked by the Violence Reduction Alliance." : `Details last checked on ${day(one.last_checked_on)}.`),
      one.charter_signed_on !== null && h("p", {}, `Signed the Safer Places Charter (${one.charter_signed_on.slice(0, 4)}).`),
      one.charter_signed_on !== null && h("p", {}, h("a", { href: "/signatories" }, "Who has signed")),
    ),
  ];
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
  return value === true ? "Yes" : value === false ? "No" : "Not known";
}

function who({ eligibility, minimum_age }: Place): string[] {
  const age = minimum_age === null ? "Age limit not known" : minimum_age > 0 ? `${minimum_age} and over` : "Any age";
  return [eligibility === "everyone" ? "Everyone" : "Women and girls", age];
}

function day(iso: string): string {
  const on = Date.parse(`${iso}T00:00:00Z`);
  return `${dateWords(on)} ${iso.slice(0, 4)}`;
}

function spanWords({ start, end }: Window): string {
  return end - start >= DAY ? "Open all day and night" : `${clock(start)} to ${clock(end)}`;
}

/** "10pm to 3am", "Midday to 3pm, then 7pm to 2am" */
function tonight(one: Place, held: Held, now: number): string {
  const end = nightEndsAt(nightOf(now));
  const { windows, hours_known } = facts(one, held.covers_until);
  const left = windows.filter((window) => window.end > now && window.start < end);
  if (left.length > 0) return `${left.map(spanWords).join(", then ")}.`;
  const next = windows.find(({ start }) => start > now);
  if (!hours_known && !next) return "Opening hours not known. Call first.";
  return next ? `Not open again tonight. Next: ${dayName(nightOf(next.start))}, ${spanWords(next)}.` : "Not open again tonight.";
}
