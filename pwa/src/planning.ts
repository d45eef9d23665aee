/** Nights and times to plan for, named so that nobody mistakes Saturday's small hours for Sunday's. */
import { DAY, HOUR, MINUTE, clock, clockOf, dateOf, dateWords, dayName, instant, nightOf } from "./london.ts";
import type { Label } from "./types.ts";
import { HOLIDAY, STATE_WORDS, nightWords } from "./words.ts";

/** Tonight and a week: in Saturday's small hours the next Saturday can be planned for. */
const NIGHTS_AHEAD = 8;
const STEP = 30 * MINUTE;

export interface Choice {
  value: number;
  words: string;
}

/** Tonight, while anything of it is ahead, and the nights after it; a value is the wall date on which the night starts. */
export function nights(now: number): Choice[] {
  const tonight = nightOf(now);
  const all = Array.from({ length: NIGHTS_AHEAD }, (_, i) => {
    const value = tonight + i * DAY;
    const name = `${dayName(value)} ${dateWords(value)}`;
    return { value, words: i === 0 ? `Tonight (${name})` : name };
  });
  return times(tonight, now).length > 0 ? all : all.slice(1);
}

/** Every half hour of a night from 06:00 to 05:30 that is still ahead; a value is wall milliseconds after 00:00 of its date. */
export function times(night: number, now: number): Choice[] {
  const after = dayName(night + DAY);
  return Array.from({ length: DAY / STEP }, (_, i) => {
    const value = 6 * HOUR + i * STEP;
    return { value, words: value < DAY ? clockWords(value) : `${clockWords(value)} (${after})` };
  }).filter(({ value }) => planMoment(night, value) > now);
}

function clockWords(value: number): string {
  return clockOf(Math.floor((value % DAY) / HOUR), (value % HOUR) / MINUTE);
}

/** "Saturday night, 1:30am (Sunday)"; by day "Saturday, 2pm". */
export function planName(night: number, value: number): string {
  if (value >= DAY) return `${dayName(night)} night, ${clockWords(value)} (${dayName(night + DAY)})`;
  return `${dayName(night)}${value >= 18 * HOUR ? " night" : ""}, ${clockWords(value)}`;
}

export function planMoment(night: number, value: number): number {
  return instant(night + value);
}

export function plannedStateWords({ state }: Label): string {
  return state === "closing_soon" ? "Closes soon after" : state === "closed" || state === "unknown" ? STATE_WORDS[state] : STATE_WORDS.open;
}

/** Days by name alone: "tomorrow" would be the day after the one that was asked about. */
function plannedWhen(opensAt: number, at: number): string {
  const night = nightOf(opensAt);
  return `on ${nightWords(night, dateOf(opensAt) !== night, (night - nightOf(at)) / DAY)} at ${clock(opensAt)}`;
}

/** For a night ahead nobody has said anything yet. */
export function plannedSentence(label: Label, at: number): string {
  if (label.state === "unknown") return "Opening hours not known. Call first.";
  const doubt = label.hours_may_differ ? HOLIDAY : "";
  if (label.state === "closed") return `Should be closed then.${label.opens_at === null ? "" : ` Should open ${plannedWhen(label.opens_at, at)}.`}${doubt}`;
  const until = label.closes_at === null ? "Should be open all day and night." : `Should be open until ${clock(label.closes_at)}.`;
  return `${until}${doubt || " Check again before you go."}`;
}
