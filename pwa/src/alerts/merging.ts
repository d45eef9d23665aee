/** What a push says of one place, put into the list that the phone holds. Pure. */
import { readPlace } from "../snapshot.ts";
import type { Held, Place, Report, Snapshot, Told } from "../types.ts";

export interface Said extends Told {
  slug: string;
  /** The night that the windows are of. */
  night: [string, string];
  windows: [string, string][];
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

function retold(old: Place, { epoch, seq, generated_at, night: [from, to], windows, report, call_first_until }: Said): Place | null {
  const isOfNight = ([start]: [string, string]): boolean => Date.parse(start) >= Date.parse(from) && Date.parse(start) < Date.parse(to);
  const all = [...old.windows.filter((window) => !isOfNight(window)), ...windows.filter(isOfNight)];
  all.sort(([a], [b]) => Date.parse(a) - Date.parse(b));
  return readPlace({ ...old, windows: all, report, call_first_until, told: { epoch, seq, generated_at } });
}

function isBefore(a: Told, b: Told | Snapshot): boolean {
  if (a.epoch !== b.epoch) return a.epoch < b.epoch;
  if (a.seq !== b.seq) return a.seq < b.seq;
  return Date.parse(a.generated_at) < Date.parse(b.generated_at);
}
