/** What somebody does to the grid, each as a new draft. Pure. */
import type { DayKey, Span } from "../types.ts";
import { DAY_NAMES } from "./clocks.ts";
import type { Draft, NightDraft } from "./draft.ts";

const EMPTY: Span = ["", ""];

export function withNight(draft: Draft, day: DayKey, night: NightDraft): Draft {
  return { ...draft, nights: { ...draft.nights, [day]: night } };
}

export function closed(night: NightDraft, isClosed: boolean): NightDraft {
  return { isClosed, spans: !isClosed && night.spans.length === 0 ? [EMPTY] : night.spans };
}

export function withSpan(night: NightDraft, at: number, span: Span): NightDraft {
  return { ...night, spans: night.spans.map((one, i) => (i === at ? span : one)) };
}

export function oneMore(night: NightDraft): NightDraft {
  return { isClosed: false, spans: [...night.spans, EMPTY] };
}

/** A night always has a first time; without any it is closed. */
export function oneLess(night: NightDraft, at: number): NightDraft {
  const spans = night.spans.filter((_, i) => i !== at);
  return { isClosed: spans.length === 0, spans };
}

export function copied(draft: Draft, from: DayKey, to: DayKey[]): Draft {
  const { isClosed, spans } = draft.nights[from];
  return to.reduce((made, day) => withNight(made, day, { isClosed, spans: spans.map(([opens, closes]) => [opens, closes]) }), draft);
}

/** "Friday night copied to Saturday and Sunday." */
export function copiedWords(from: DayKey, to: DayKey[]): string {
  return `${DAY_NAMES[from]} night copied to ${listWords(to.map((day) => DAY_NAMES[day]))}.`;
}

/** "Monday, Tuesday and Friday" */
export function listWords(names: string[]): string {
  const most = names.slice(0, -1).join(", ");
  return most ? `${most} and ${names.at(-1) ?? ""}` : names.join("");
}
