/** Weekly hours while somebody edits them: from the API's shape to the form's and back. Pure. */
import type { Fields } from "../../api.ts";
import { DAY_KEYS, type DayKey, type Grid, type HoursKept, type Span } from "../types.ts";
import { nightName, problemOf } from "./clocks.ts";

/** `always` is 24/7, `unknown` is not known, `text` is hours written as a sentence. */
export type Way = "week" | "always" | "unknown" | "text";

/** Times stay in a night that is ticked closed, so that unticking brings them back. */
export interface NightDraft {
  isClosed: boolean;
  spans: Span[];
}

export interface Draft {
  way: Way;
  nights: Record<DayKey, NightDraft>;
  text: string;
  from: string;
  until: string;
}

export interface Wish {
  week?: Grid;
  opening_hours?: string | null;
  season_from: string | null;
  season_until: string | null;
}

const WHOLE_NIGHT = "06:00";
const DAY_CODES = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

function eachDay<T>(make: (day: DayKey) => T): Record<DayKey, T> {
  return Object.fromEntries(DAY_KEYS.map((day) => [day, make(day)])) as Record<DayKey, T>;
}

/** Hours that nobody knows begin from an empty grid: every night closed. */
export function draftOf(kept: HoursKept): Draft {
  return {
    way: wayOf(kept),
    nights: eachDay((day) => nightOf(kept.week?.[day] ?? [])),
    text: kept.opening_hours ?? "",
    from: kept.season_from ?? "",
    until: kept.season_until ?? "",
  };
}

function nightOf(spans: Span[]): NightDraft {
  return { isClosed: spans.length === 0, spans: spans.map(([from, to]) => [from, to]) };
}

function wayOf({ opening_hours, week }: HoursKept): Way {
  if (opening_hours === null) return "unknown";
  if (week === null) return "text";
  return DAY_KEYS.every((day) => isWholeNight(week[day])) ? "always" : "week";
}

function isWholeNight(spans: Span[]): boolean {
  return spans.length === 1 && spans[0]?.[0] === WHOLE_NIGHT && spans[0][1] === WHOLE_NIGHT;
}

export function spansOf({ isClosed, spans }: NightDraft): Span[] {
  return isClosed ? [] : spans;
}

/** What is sent, both to preview and to save. */
export function wishOf({ way, nights, text, from, until }: Draft): Wish {
  const season = { season_from: from || null, season_until: until || null };
  if (way === "week") return { week: eachDay((day) => spansOf(nights[day])), ...season };
  return { opening_hours: way === "always" ? "24/7" : way === "unknown" ? null : text.trim(), ...season };
}

export function isChanged(draft: Draft, kept: HoursKept): boolean {
  return JSON.stringify(wishOf(draft)) !== JSON.stringify(wishOf(draftOf(kept)));
}

/** What the form can tell by itself, by the name of its field. */
export function problemsOf({ way, nights, text, from, until }: Draft): Fields {
  const found: Fields = {};
  for (const day of way === "week" ? DAY_KEYS : []) {
    const problem = problemOf(spansOf(nights[day]));
    if (problem !== null) found[day] = [problem];
  }
  if (way === "text" && text.trim() === "") found["opening_hours"] = ["Write the hours, such as Fr,Sa 22:00-04:00."];
  if (from && until && until < from) found["season_until"] = ["The season ends before it starts. Choose a later last night."];
  return found;
}

/** The API's reasons beside the night that they are about: "Fr: …" or `week.fri.0.1`. */
export function byNight(fields: Fields): Fields {
  const sorted: Fields = {};
  for (const [field, reasons] of Object.entries(fields)) {
    for (const reason of reasons) {
      const name = nightNamed(field, reason) ?? field;
      (sorted[name] ??= []).push(field.startsWith("week") ? reason.replace(/^(\w\w): /, "").replace(/ \(Look at character \d+\.\)$/, "") : reason);
    }
  }
  return sorted;
}

function nightNamed(field: string, reason: string): DayKey | null {
  if (!field.startsWith("week")) return null;
  const code = DAY_CODES.indexOf(/^(\w\w): /.exec(reason)?.[1] ?? "");
  return DAY_KEYS[code] ?? DAY_KEYS.find((day) => field.startsWith(`week.${day}`)) ?? null;
}

/** The same reasons for the summary at the top, which must say the night as well. */
export function named(fields: Fields): Fields {
  const isNight = (field: string): field is DayKey => (DAY_KEYS as readonly string[]).includes(field);
  return Object.fromEntries(Object.entries(fields).map(([field, reasons]) => [field, isNight(field) ? reasons.map((reason) => `${nightName(field)}: ${reason}`) : reasons]));
}
