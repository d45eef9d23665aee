import { DAY, clock, clock24, dateWords, dayName, nightOf, wall } from "./london.ts";
import type { Label } from "./types.ts";

/** The label of a place in words; the same text as `backend/hours/words.py`. */
export function sentence(label: Label, now: number): string {
  if (label.state === "unknown") return "Opening hours not known. Call first.";
  if (label.state === "closed") return closed(label, now);
  const late = label.last_entry_passed ? "Last entry has passed. " : "";
  return late + (label.state === "full" ? full(label) : `${until(label)} ${basisWords(label)}`);
}

function full(label: Label): string {
  return label.basis === "stale" ? `Was full at ${at(label)}. Can't check now.` : `Full. Staff said so at ${at(label)}.`;
}

function at(label: Label): string {
  return label.said_at === null ? "" : clock24(label.said_at);
}

function until(label: Label): string {
  return label.closes_at === null ? "Open all day and night." : `Open until ${clock(label.closes_at)}.`;
}

function basisWords(label: Label): string {
  return label.basis === "confirmed" ? `Staff said so at ${at(label)}.` : "Not confirmed tonight.";
}

function closed(label: Label, now: number): string {
  if (label.basis === "confirmed") return `Closed tonight. Staff said so at ${at(label)}.`;
  return label.opens_at === null ? "Closed now." : `Closed now. Should open ${opening(label.opens_at, now)}.`;
}

/** "at 10pm tonight", "on Friday at 10pm" */
export function opening(moment: number, now: number): string {
  return nightOf(moment) === nightOf(now) ? `at ${clock(moment)} tonight` : `on ${dayName(wall(moment).getTime())} at ${clock(moment)}`;
}

/** "about 400 metres", "about 3.5 km" */
export function distanceWords(metres: number): string {
  if (metres < 75) return "less than 100 metres";
  if (metres < 1_000) return `about ${Math.round(metres / 50) * 50} metres`;
  const km = metres / 1_000;
  return `about ${km < 10 ? Math.round(km * 10) / 10 : Math.round(km)} km`;
}

/** "Checked just now", "Not rechecked since 23:40" */
export function ageWords(checkedAt: number, now: number): string {
  const minutes = Math.floor((now - checkedAt) / 60_000);
  if (minutes < 1) return "Checked just now";
  if (minutes <= 5) return `Checked ${minutes} minute${minutes === 1 ? "" : "s"} ago`;
  if (minutes < DAY / 60_000) return `Not rechecked since ${clock24(checkedAt)}`;
  const on = wall(checkedAt).getTime();
  return `Not rechecked since ${dayName(on)} ${dateWords(on)}, ${clock24(checkedAt)}`;
}
