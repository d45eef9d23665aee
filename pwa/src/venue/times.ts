/** Times of tonight that somebody may choose, in London's wall clock. Pure. */
import { DAY, HOUR, MINUTE, clock24, dateOf, instant, wall } from "../london.ts";

const HALF = 30 * MINUTE;

export interface Choice {
  at: number;
  clock: string;
  /** True where the date has changed by then. */
  isAfterMidnight: boolean;
}

function choice(at: number, now: number): Choice {
  return { at, clock: clock24(at), isAfterMidnight: dateOf(at) !== dateOf(now) };
}

/** Every half hour after now, up to and with `end`, which is offered even when it is none. */
export function halfHours(now: number, end: number): Choice[] {
  const first = (Math.floor(wall(now).getTime() / HALF) + 1) * HALF;
  const last = wall(end).getTime() + HOUR;
  const moments = new Set<number>();
  for (let at = first; at <= last; at += HALF) moments.add(instant(at));
  moments.add(end);
  return [...moments].filter((at) => at > now && at <= end).sort((a, b) => a - b).map((at) => choice(at, now));
}

/** When the clock next shows "01:30", if that is no later than `end`; null otherwise or where it is no time. */
export function nextTime(text: string, now: number, end: number): number | null {
  const found = /^(\d{1,2})[:.]?(\d\d)$/.exec(text.trim());
  const [hour, minute] = [Number(found?.[1] ?? 24), Number(found?.[2] ?? 60)];
  if (hour > 23 || minute > 59) return null;
  const today = dateOf(now) + hour * HOUR + minute * MINUTE;
  const moments = [today, today + DAY].map((at) => instant(at));
  return moments.find((at) => at > now && at <= end) ?? null;
}

/** "01:12" for the small hours, which belong to the night; "06:00 tomorrow" for what comes after them. */
export function untilWords(at: number, now: number): string {
  const { clock, isAfterMidnight } = choice(at, now);
  return isAfterMidnight && wall(at).getUTCHours() >= 5 ? `${clock} tomorrow` : clock;
}

/** "1 h 12 min", "4 min" */
export function leftWords(ms: number): string {
  const minutes = Math.max(0, Math.ceil(ms / MINUTE));
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** "just now", "25 minutes ago", "2 hours ago" */
export function agoWords(ms: number): string {
  const minutes = Math.round(ms / MINUTE);
  if (minutes < 1) return "just now";
  if (minutes < 90) return `${minutes} minute${minutes === 1 ? "" : "s"} ago`;
  return `${Math.round(minutes / 60)} hours ago`;
}
