/** What a push says of one place, put into the list that the phone holds. Pure. */
import { readPlace } from "../snapshot.ts";
import type { Held, Place, Report, Snapshot, Told } from "../types.ts";

type Window = [string, string];

export interface Said extends Told {
  slug: string;
  /** What is spoken of: tonight, and past 06:00 to the end of a span that crosses it. */
  night: Window;
  windows: Window[];
  report: Report | null;
  call_first_until: string | null;
  is_listed: boolean;
}

/**
 * The list with that one place as it is told now; null where the list knows as much already, or lacks the place.
 * Epoch, number and check stay those of the list: of the other places nothing was said.
 */
export function merged(held: Held, said: Said): Held | null {
  const { snapshot } = held;
  const old = snapshot.places.find(({ slug }) => slug === said.slug);
  if (!old || isBefore(said, snapshot) || (old.told && isBefore(said, old.told))) return null;
  const fresh = said.is_listed ? retold(old, said) : null;
  if (said.is_listed && fresh === null) return null;
  const places = snapshot.places.flatMap((one) => (one !== old ? [one] : fresh === null ? [] : [fresh]));
  return { ...held, snapshot: { ...snapshot, places } };
}

/** What is told of the night takes the place of what the list says of it; the list's windows before and after it stay. */
function retold(old: Place, { epoch, seq, generated_at, night, windows, report, call_first_until }: Said): Place | null {
  const all = [...old.windows.flatMap((window) => outside(window, night)), ...windows.flatMap((window) => inside(window, night))];
  return readPlace({ ...old, windows: joined(all), report, call_first_until, told: { epoch, seq, generated_at } });
}

function isEarlier(a: string, b: string): boolean {
  return Date.parse(a) < Date.parse(b);
}

function inside([start, end]: Window, [from, to]: Window): Window[] {
  const isOutside = !isEarlier(start, to) || !isEarlier(from, end);
  return isOutside ? [] : [[isEarlier(start, from) ? from : start, isEarlier(to, end) ? to : end]];
}

function outside([start, end]: Window, [from, to]: Window): Window[] {
  const before: Window = [start, isEarlier(end, from) ? end : from];
  const after: Window = [isEarlier(to, start) ? start : to, end];
  return [before, after].filter(([begins, ends]) => isEarlier(begins, ends));
}

function joined(windows: Window[]): Window[] {
  const all: Window[] = [];
  for (const window of windows.sort(([a], [b]) => Date.parse(a) - Date.parse(b))) {
    const last = all.at(-1);
    if (last && Date.parse(last[1]) === Date.parse(window[0])) last[1] = window[1];
    else all.push([...window]);
  }
  return all;
}

function isBefore(a: Told, b: Told | Snapshot): boolean {
  if (a.epoch !== b.epoch) return a.epoch < b.epoch;
  if (a.seq !== b.seq) return a.seq < b.seq;
  return Date.parse(a.generated_at) < Date.parse(b.generated_at);
}
