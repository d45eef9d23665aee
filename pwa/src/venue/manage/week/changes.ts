/** What hours not yet saved would change on the next nights. Pure. */
import { countOf } from "../../words.ts";
import type { PreviewNight, SpecialDay } from "../types.ts";

export interface Row {
  night: string;
  label: string;
  text: string;
  /** What holds now, where that differs. */
  before: string | null;
  isSpecial: boolean;
}

/** The preview of a timetable, and whether it has weekly hours at all: without, a night is not closed but not known. */
export interface Nights {
  nights: PreviewNight[];
  isKnown: boolean;
}

export function compared(now: Nights, then: Nights, special: SpecialDay[]): Row[] {
  const dates = new Set(special.map(({ date }) => date));
  const said = ({ nights, isKnown }: Nights, night: string): string => {
    const found = nights.find((one) => one.night === night);
    if (!found || (found.windows.length === 0 && !isKnown && !dates.has(night))) return "Not known";
    return found.text;
  };
  return then.nights.map(({ night, label }) => {
    const [before, text] = [said(now, night), said(then, night)];
    return { night, label, text, before: before === text ? null : before, isSpecial: dates.has(night) };
  });
}

export function changesWords(rows: Row[]): string {
  const count = rows.filter(({ before }) => before !== null).length;
  if (count === 0) return `None of the next ${rows.length} nights changes.`;
  return `${countOf(count, "night")} of the next ${rows.length} ${count === 1 ? "changes" : "change"}.`;
}
