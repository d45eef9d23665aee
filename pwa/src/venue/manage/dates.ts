/** Dates as people say them. An ISO date is a wall date: no clock and no zone comes into it. Pure. */
import { clock24, dateOf, dateWords, dayName, DAY, nightOf } from "../../london.ts";
import { DAY_KEYS, type DayKey } from "./types.ts";

/** Milliseconds of 00:00 read as UTC, as `london.ts` counts dates; null for what is no date. */
export function wallDate(date: string): number | null {
  const at = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(date) : NaN;
  return Number.isNaN(at) ? null : at;
}

export function isoDate(wall: number): string {
  return new Date(wall).toISOString().slice(0, 10);
}

/** London's date. */
export function today(now: number): string {
  return isoDate(dateOf(now));
}

/** The date of the night under way. */
export function tonight(now: number): string {
  return isoDate(nightOf(now));
}

export function dayOf(date: string): DayKey {
  const day = new Date(wallDate(date) ?? 0).getUTCDay();
  return DAY_KEYS[(day + 6) % 7] ?? "mon";
}

/** "24 November"; with its year where that is not the present one. */
export function dayMonth(date: string, now: number): string {
  const year = date.slice(0, 4);
  const words = dateWords(wallDate(date) ?? 0);
  return year === isoDate(dateOf(now)).slice(0, 4) ? words : `${words} ${year}`;
}

/** "Thursday 31 December" */
export function fullDate(date: string, now: number): string {
  return `${dayName(wallDate(date) ?? 0)} ${dayMonth(date, now)}`;
}

/** "today at 23:10", "yesterday at 02:00", "on 3 November" */
export function momentWords(moment: string, now: number): string {
  const at = Date.parse(moment);
  const days = (dateOf(now) - dateOf(at)) / DAY;
  if (days <= 0) return `today at ${clock24(at)}`;
  if (days === 1) return `yesterday at ${clock24(at)}`;
  return `on ${dayMonth(isoDate(dateOf(at)), now)}`;
}

/** "today", "yesterday", "on 3 November" */
export function dateAgo(date: string, now: number): string {
  const days = (dateOf(now) - (wallDate(date) ?? 0)) / DAY;
  if (days <= 0) return "today";
  return days === 1 ? "yesterday" : `on ${dayMonth(date, now)}`;
}

export function confirmedWords(date: string, now: number): string {
  return `hours confirmed by the venue on ${dayMonth(date, now)}`;
}

/** "From 1 May to 30 September"; null for all year. */
export function seasonWords(from: string | null, until: string | null, now: number): string | null {
  if (from && until) return `From ${dayMonth(from, now)} to ${dayMonth(until, now)}`;
  if (from) return `From ${dayMonth(from, now)}`;
  return until ? `Until ${dayMonth(until, now)}` : null;
}
