import { DAY, clock, clock24, dateOf, dateWords, dayName, nightOf, wall } from "./london.ts";
import type { Label } from "./types.ts";

const CALL_FIRST = "Call first: someone said they could not get help there.";
export const HOLIDAY = " It is a holiday: hours may differ, call first.";

/** The label of a place in words; the same text as `backend/hours/words.py`. */
export function sentence(label: Label, now: number): string {
  if (label.state === "unknown") return "Opening hours not known. Call first.";
  return claim(label, now) + (label.hours_may_differ && !label.call_first ? HOLIDAY : "") + age(label);
}

/** What staff said of who is there, while their word counts. */
export function staffedWords({ staffed, said_at }: Label): string {
  return staffed && said_at !== null ? `A trained person is on shift, staff said at ${clock24(said_at)}.` : "";
}

function claim(label: Label, now: number): string {
  const { state, basis, said_at } = label;
  if (state === "closed") return closed(label, now);
  if (basis === "stale" && said_at !== null) {
    return `Was ${state === "full" ? "full" : "open"} at ${clock24(said_at)}. Can't check now.`;
  }
  return `${state === "full" ? "Full." : until(label)} ${howWeKnow(label, now)}`;
}

function until({ state, basis, closes_at, last_entry_at, last_entry_passed }: Label): string {
  const end = closes_at === null ? "all day and night" : `until ${clock(closes_at)}`;
  const claim = basis === "confirmed" ? `Open ${end}.` : `Should be open ${end}.`;
  if (last_entry_passed && last_entry_at !== null) return `Last entry was at ${clock(last_entry_at)}. ${claim}`;
  return state === "closing_soon" && closes_at !== null ? `Closing soon, at ${clock(closes_at)}.` : claim;
}

function howWeKnow({ basis, said_at, call_first }: Label, now: number): string {
  if (basis === "confirmed" && said_at !== null) return `Staff said so at ${clock24(said_at)}.`;
  return call_first ? CALL_FIRST : `Not confirmed ${partOfDay(now)}.`;
}

function closed({ basis, said_at, opens_at }: Label, now: number): string {
  if (said_at !== null) {
    const doubt = basis === "stale" ? " Can't check now." : "";
    return `Closed ${partOfDay(now)}. Staff said so at ${clock24(said_at)}.${doubt}`;
  }
  if (opens_at === null) return "Closed now. We do not know when it opens next.";
  return `Closed now. Should open ${when(opens_at, now)}.`;
}

/** As a person with a calendar would say it: at 04:20 on Monday, 06:00 is "this morning" and not "on Monday". */
function when(opensAt: number, now: number): string {
  const night = nightOf(opensAt);
  const days = (dateOf(opensAt) - dateOf(now)) / DAY;
  const isSmallHours = dateOf(opensAt) !== night;
  const hour = wall(opensAt).getUTCHours();
  if (night === nightOf(now) && isSmallHours && hour < 5) return `at ${clock(opensAt)} tonight`;
  if (days === 0) return `at ${clock(opensAt)} ${partOfThisDay(hour, now)}`;
  if (days === 1 && (hour >= 5 || !isSmallHours)) return `at ${clock(opensAt)} tomorrow`;
  return `on ${nightWords(night, isSmallHours, (night - nightOf(now)) / DAY)} at ${clock(opensAt)}`;
}

function partOfThisDay(hour: number, now: number): string {
  if (hour < 12) return "this morning";
  return hour >= 18 && wall(now).getUTCHours() >= 6 ? "tonight" : "today";
}

/** Small hours belong to the night before: 00:30 on Saturday is on "Friday night". */
export function nightWords(night: number, isSmallHours: boolean, ahead: number): string {
  const day = dayName(night);
  if (ahead > 6) return `${isSmallHours ? "the night of " : ""}${day} ${dateWords(night)}`;
  return isSmallHours ? `${day} night` : day;
}

function partOfDay(moment: number): string {
  const hour = wall(moment).getUTCHours();
  return hour >= 6 && hour < 18 ? "today" : "tonight";
}

function age({ is_old_list, not_rechecked_since }: Label): string {
  if (is_old_list) return " This is from an old list.";
  return not_rechecked_since === null ? "" : ` Not rechecked since ${clock24(not_rechecked_since)}.`;
}

/** "about 400 metres", "about 3.5 km" */
export function distanceWords(metres: number): string {
  if (metres < 75) return "less than 100 metres";
  if (metres < 975) return `about ${Math.round(metres / 50) * 50} metres`;
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

export const STATE_WORDS = {
  open: "Should be open",
  closing_soon: "Closing soon",
  full: "Full",
  closed: "Closed",
  unknown: "Not known",
} as const;

/** One or two words that claim no more than the sentence beside them. */
export function stateWords({ state, basis, call_first }: Label): string {
  if (basis === "confirmed" && state === "open") return "Open";
  if (call_first && state !== "full") return "Call first";
  if (basis === "stale" && state !== "closed") return state === "full" ? "Was full" : "Was open";
  return STATE_WORDS[state];
}
