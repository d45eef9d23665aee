/** Weekly hours in their canonical text, `Th 20:00-02:00; Fr,Sa 20:00-04:00`, turned into windows of real time. */
import { DAY, HOUR, MINUTE, instant, nightOf } from "./london.ts";
import type { Window } from "./types.ts";

const DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
/** A night runs 06:00 to 06:00; earlier times belong to the night before. */
const NIGHT_STARTS = 6 * HOUR;

interface Span {
  opens: number;
  closes: number;
}

/** The spans of each night of the week, Monday first. Only text that the server wrote comes here. */
function spansOf(hours: string): Span[][] {
  if (hours === "24/7") return DAYS.map(() => [{ opens: NIGHT_STARTS, closes: NIGHT_STARTS + DAY }]);
  const week: Span[][] = DAYS.map(() => []);
  for (const rule of hours.split("; ")) {
    const [days = "", times = ""] = rule.split(" ");
    for (const day of days.split(",").flatMap(range)) week[day] = times.split(",").map(span);
  }
  return week;
}

function range(text: string): number[] {
  const [from = 0, to = from] = text.split("-").map((day) => DAYS.indexOf(day));
  return Array.from({ length: to - from + 1 }, (_, ahead) => from + ahead);
}

function span(text: string): Span {
  const [opens = 0, closes = 0] = text.split("-").map(clock);
  const ends = closes <= opens ? closes + DAY : closes;
  const isSmallHours = opens < NIGHT_STARTS && ends <= NIGHT_STARTS;
  return isSmallHours ? { opens: opens + DAY, closes: ends + DAY } : { opens, closes: ends };
}

function clock(text: string): number {
  const [hour = 0, minute = 0] = text.split(":").map(Number);
  return hour * HOUR + minute * MINUTE;
}

/** Sorted, with touching and overlapping ones made into one. A night is the 00:00 of its date, read as UTC. */
export function windowsOf(hours: string, nights: readonly number[]): Window[] {
  const week = spansOf(hours);
  const found = nights.flatMap((night) => (week[weekday(night)] ?? []).map((each) => windowOf(night, each)));
  const joined: Window[] = [];
  for (const one of found.filter(({ start, end }) => start < end).sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last && one.start <= last.end) last.end = Math.max(last.end, one.end);
    else joined.push(one);
  }
  return joined;
}

function weekday(night: number): number {
  return (new Date(night).getUTCDay() + 6) % 7;
}

function windowOf(night: number, { opens, closes }: Span): Window {
  return { start: instant(night + opens, true), end: instant(night + closes) };
}

/** Last night, tonight and the eight after it: a line that is shut over a long weekend still says when it opens. */
export function nightsAround(now: number): number[] {
  return Array.from({ length: 10 }, (_, number) => nightOf(now) + (number - 1) * DAY);
}
