/** Europe/London by arithmetic: `Intl` costs more on a slow phone than the rest of the page. */
import { date, isEnglish } from "./translate.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
const MONTHS = [
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
] as const;

/** 01:00 UTC on the last Sunday of a 31-day month: both British clock changes happen then. */
function changeAt(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month, 31, 1));
  return last.getTime() - last.getUTCDay() * DAY;
}

export function londonOffset(moment: number): number {
  const year = new Date(moment).getUTCFullYear();
  return moment >= changeAt(year, 2) && moment < changeAt(year, 9) ? HOUR : 0;
}

/** A Date whose UTC fields read as London wall time. */
export function wall(moment: number): Date {
  return new Date(moment + londonOffset(moment));
}

/** Milliseconds UTC of 00:00, read as UTC, of the date on which the night under way started (a night runs 06:00 to 06:00). */
export function nightOf(moment: number): number {
  return Math.floor((wall(moment).getTime() - 6 * HOUR) / DAY) * DAY;
}

/**
 * The moment of a wall time: `wallMs` is the wall clock read as if it were UTC.
 * A time that occurs twice is the first, or the second when something opens then;
 * one that does not exist is the end of the gap.
 */
export function instant(wallMs: number, opening = false): number {
  const candidates = [wallMs - HOUR, wallMs].filter((moment) => moment + londonOffset(moment) === wallMs);
  const first = candidates[0];
  if (first === undefined) return changeAt(new Date(wallMs).getUTCFullYear(), 2);
  return opening ? candidates[candidates.length - 1] ?? first : first;
}

/** The London date of a moment, as milliseconds of its 00:00 read as UTC. */
export function dateOf(moment: number): number {
  return Math.floor(wall(moment).getTime() / DAY) * DAY;
}

export function nightStartsAt(night: number): number {
  return instant(night + 6 * HOUR);
}

/** 06:00 on the day after a night's date: its end. */
export function nightEndsAt(night: number): number {
  return instant(night + DAY + 6 * HOUR);
}

function two(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}

/** 3am, 10:30pm, midnight, midday; in other languages than English 03:00, 22:30. */
export function clock(moment: number): string {
  const at = wall(moment);
  return clockOf(at.getUTCHours(), at.getUTCMinutes());
}

export function clockOf(hour: number, minute: number): string {
  if (!isEnglish()) return `${two(hour)}:${two(minute)}`;
  if (minute === 0 && hour === 0) return "midnight";
  if (minute === 0 && hour === 12) return "midday";
  const spoken = hour % 12 || 12;
  return `${spoken}${minute ? `:${two(minute)}` : ""}${hour < 12 ? "am" : "pm"}`;
}

/** 23:12, for what was said or checked. */
export function clock24(moment: number): string {
  const at = wall(moment);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

export function dayName(wallDate: number): string {
  return isEnglish() ? DAYS[new Date(wallDate).getUTCDay()] ?? "" : date(wallDate, { weekday: "long" });
}

/** 23 November */
export function dateWords(wallDate: number): string {
  if (!isEnglish()) return date(wallDate, { day: "numeric", month: "long" });
  const at = new Date(wallDate);
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()] ?? ""}`;
}

/** 23 November 2026 */
export function fullDate(wallDate: number): string {
  if (!isEnglish()) return date(wallDate, { day: "numeric", month: "long", year: "numeric" });
  return `${dateWords(wallDate)} ${new Date(wallDate).getUTCFullYear()}`;
}
