/** Nights and times to plan for, named so that nobody mistakes Saturday's small hours for Sunday's. */
import { DAY, HOUR, MINUTE, clock, clockOf, dateWords, dayName, instant, nightOf } from "./london.ts";
import type { Label } from "./types.ts";
import { t } from "./translate.ts";
import { holiday, openingLater, stateOnly } from "./words.ts";

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
    return { value, words: i === 0 ? t("Tonight ({day})", { day: name }) : name };
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
  const day = dayName(night);
  const time = clockWords(value);
  if (value >= DAY) return t("{day} night, {time} ({next})", { day, time, next: dayName(night + DAY) });
  return value >= 18 * HOUR ? t("{day} night, {time}", { day, time }) : t("{day}, {time}", { day, time });
}

export function planMoment(night: number, value: number): number {
  return instant(night + value);
}

export function plannedStateWords({ state }: Label): string {
  return state === "closing_soon" ? t("Closes soon after") : stateOnly(state === "closed" || state === "unknown" ? state : "open");
}

/** For a night ahead nobody has said anything yet; days by name alone, because "tomorrow" would be the day after it. */
export function plannedSentence(label: Label, at: number): string {
  if (label.state === "unknown") return t("Opening hours not known. Call first.");
  const doubt = label.hours_may_differ ? holiday() : "";
  const { opens_at, closes_at } = label;
  if (label.state === "closed") return [t("Should be closed then."), opens_at === null ? "" : openingLater(opens_at, at), doubt].filter(Boolean).join(" ");
  const until = closes_at === null ? t("Should be open all day and night.") : t("Should be open until {time}.", { time: clock(closes_at) });
  return `${until} ${doubt || t("Check again before you go.")}`;
}
