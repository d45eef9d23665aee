/** Clock times of a night, and what they mean in words. Wall clock minutes only; the twin of hours/nights.py. Pure. */
import { DAY_KEYS, type DayKey, type Span } from "../types.ts";

const HOUR = 60;
const DAY = 24 * HOUR;
const NIGHT_STARTS = 6 * HOUR;
/** Longer than this is more often a slip than meant, so its length is said. */
const LONG = 16 * HOUR;

export const DAY_NAMES: Record<DayKey, string> = {
  mon: "Monday",
  tue: "Tuesday",
  wed: "Wednesday",
  thu: "Thursday",
  fri: "Friday",
  sat: "Saturday",
  sun: "Sunday",
};

/** Minutes counted from 00:00 of the night's own date; 26:00 is 02:00 of the morning after. */
export interface Placed {
  opens: number;
  closes: number;
}

export function nightName(day: DayKey): string {
  return `${DAY_NAMES[day]} night`;
}

export function dayAfter(day: DayKey): DayKey {
  return DAY_KEYS[(DAY_KEYS.indexOf(day) + 1) % 7] ?? "mon";
}

export function minutesOf(clock: string): number | null {
  const found = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(clock);
  return found ? Number(found[1]) * HOUR + Number(found[2]) : null;
}

/** Closing at or before opening is the next day; both before six are the small hours at the end of the night. */
export function placed([from, to]: Span): Placed | null {
  const [opens, closing] = [minutesOf(from), minutesOf(to)];
  if (opens === null || closing === null) return null;
  const closes = closing <= opens ? closing + DAY : closing;
  const isSmallHours = opens < NIGHT_STARTS && closes <= NIGHT_STARTS;
  return isSmallHours ? { opens: opens + DAY, closes: closes + DAY } : { opens, closes };
}

/** "22:00 to 04:00 Saturday"; nothing until both times are there. */
export function spanWords(span: Span, day: DayKey): string {
  const at = placed(span);
  if (at === null) return "";
  const length = at.closes - at.opens;
  const long = length >= LONG ? ` (${lengthWords(length)})` : "";
  return `${span[0]} to ${closingWords(span, at, day)}${long}`;
}

function closingWords([, to]: Span, { opens, closes }: Placed, day: DayKey): string {
  if (closes === DAY) return "midnight";
  if (closes > DAY) return `${to} ${DAY_NAMES[dayAfter(day)]}`;
  return opens < NIGHT_STARTS ? `${to} ${DAY_NAMES[day]}` : to;
}

function lengthWords(minutes: number): string {
  const rest = minutes % HOUR;
  return `${Math.floor(minutes / HOUR)} hours${rest ? ` ${rest} minutes` : ""}`;
}

/** "closed", or all of a night's times. */
export function spansWords(spans: Span[], day: DayKey): string {
  return spans.map((span) => spanWords(span, day)).join(" and ") || "closed";
}

/** What cannot be saved of one night's times, in words that say what to type; null where all is well. */
export function problemOf(spans: Span[]): string | null {
  const all = spans.map(placed);
  if (spans.some(([from]) => minutesOf(from) === null)) return "Type when you open, like 22:00.";
  if (spans.some(([, to]) => minutesOf(to) === null)) return "Type when you close, like 04:00.";
  const known = all.filter((one) => one !== null).sort((a, b) => a.opens - b.opens);
  if (known.some(({ opens, closes }) => opens === 0 && closes === DAY))
    return "00:00 to 00:00 could mean two things. For the whole night type 06:00 to 06:00; for always choose \u201cOpen all day, every day\u201d.";
  const clash = known.some(({ closes }, i) => closes >= (known[i + 1]?.opens ?? Infinity));
  return clash ? "Two of these times meet or overlap. Make them one." : null;
}
