/** Special days: which dates are listed, what is usual then, and which answer stands. Pure. */
import type { Fields } from "../../api.ts";
import { dayOf, wallDate } from "../dates.ts";
import type { HoursKept, OfferedDay, SpecialDay, Span } from "../types.ts";
import { problemOf, spansWords } from "../week/clocks.ts";

export type Answer = "usual" | "closed" | "other";

export interface Row {
  date: string;
  /** What the date is called, where it is one of those offered. */
  name: string | null;
  set: SpecialDay | null;
}

/** Those offered, those set and those that somebody has just added, in order of date. */
export function rowsOf(offered: OfferedDay[], set: SpecialDay[], added: string[]): Row[] {
  const dates = [...new Set([...offered, ...set].map(({ date }) => date).concat(added))].sort();
  return dates.map((date) => ({
    date,
    name: offered.find((one) => one.date === date)?.name ?? null,
    set: set.find((one) => one.date === date) ?? null,
  }));
}

/** The week's hours on a date; null where they are not known. */
export function usualSpans({ opening_hours, week, season_from, season_until }: HoursKept, date: string): Span[] | null {
  if (opening_hours === null || week === null) return null;
  const isInSeason = (!season_from || season_from <= date) && (!season_until || date <= season_until);
  return isInSeason ? week[dayOf(date)] : [];
}

/** "As usual: closed (out of season)" is only half of the truth without its why. */
export function usualWords(kept: HoursKept, date: string): string | null {
  const spans = usualSpans(kept, date);
  if (spans === null) return null;
  const isOut = spans.length === 0 && (kept.week?.[dayOf(date)] ?? []).length > 0;
  return isOut ? "closed, out of season" : spansWords(spans, dayOf(date));
}

/** Null where nobody has answered for a date that is offered. */
export function answerOf({ set, name }: Row, usual: Span[] | null): Answer | null {
  if (set === null) return name === null ? "usual" : null;
  if (usual !== null && JSON.stringify(set.spans) === JSON.stringify(usual)) return "usual";
  return set.spans.length === 0 ? "closed" : "other";
}

/** What cannot be a special day of this list, in words that say what to choose. */
export function dateProblem(date: string, from: string): string | null {
  if (wallDate(date) === null) return "Choose a date.";
  return date < from ? "That night is over. Choose tonight or a later date." : null;
}

export function otherProblems(spans: Span[]): Fields {
  const problem = problemOf(spans);
  return problem === null ? {} : { hours: [problem] };
}

