/** From places, a point and a moment to what the screen says. Pure. */
import { metres, walkMinutes } from "./geo.ts";
import { facts, label, rank } from "./openness.ts";
import type { Filters, Held, Label, Origin, Place } from "./types.ts";

/** Farther than this nothing is "nearest": the person is somewhere else. */
export const REACH_M = 30_000;
const NEXT = 5;
/** How many times the radius that a phone gives it is surely within. */
export const SURE = 2;
/** Beyond this the phone's position is a guess at a town. */
export const ROUGH_M = 1_000;

export interface Item {
  place: Place;
  label: Label;
  distance_m: number | null;
  /** Null where the distance is too rough to promise minutes. */
  walk_minutes: number | null;
}

export interface Answer {
  /** Every place within reach, filtered or not. */
  all: Item[];
  /** Open, closing soon or full: best first. */
  open: Item[];
  /** Closed now, the next to open first. */
  next: Item[];
  call_first: Item[];
  /** How many places the filters hid that are open. */
  hidden: number;
  /** Of the point that all distances are from. */
  accuracy_m: number | null;
}

export const NO_FILTERS: Filters = { safe_spaces_only: false, step_free: false, under_18: false, services: [] };

export function passes(place: Place, filters: Filters): boolean {
  if (filters.safe_spaces_only && place.kind !== "safe_space") return false;
  if (filters.step_free && place.access["step_free"] !== true) return false;
  if (filters.under_18 && (place.minimum_age ?? 0) >= 18) return false;
  return filters.services.every((service) => place.services.includes(service));
}

export function isFiltered(filters: Filters): boolean {
  return filters.safe_spaces_only || filters.step_free || filters.under_18 || filters.services.length > 0;
}

/** Too rough to promise how long she walks. */
export function isRough({ accuracy_m }: Origin): boolean {
  return accuracy_m === null || accuracy_m > ROUGH_M;
}

function item(place: Place, held: Held, origin: Origin | null, now: number, checkedAt: number): Item {
  const distance_m = origin && metres(origin.point, place.point);
  const minutes = distance_m === null ? null : walkMinutes(distance_m);
  return {
    place,
    distance_m,
    // The rule for closing soon wants the walk also where the screen must not promise it.
    label: label(facts(place, held.covers_until), now, checkedAt, minutes),
    walk_minutes: origin && isRough(origin) ? null : minutes,
  };
}

export function answer(
  held: Held,
  origin: Origin | null,
  filters: Filters,
  now: number,
  checkedAt: number = held.checked_at,
): Answer {
  const all = held.snapshot.places
    .map((place) => item(place, held, origin, now, checkedAt))
    .filter(({ distance_m }) => distance_m === null || distance_m <= REACH_M);
  const wanted = all.filter(({ place }) => passes(place, filters));
  const isOpen = ({ label: { state } }: Item): boolean => state !== "closed" && state !== "unknown";
  const near = (a: Item, b: Item): number => (a.distance_m ?? 0) - (b.distance_m ?? 0);
  const soonest = (a: Item, b: Item): number => (a.label.opens_at ?? 0) - (b.label.opens_at ?? 0) || near(a, b);
  return {
    all,
    open: rank(wanted.filter(isOpen)),
    next: wanted.filter(({ label: { state, opens_at } }) => state === "closed" && opens_at !== null).sort(soonest).slice(0, NEXT),
    call_first: wanted.filter(({ label: { state } }) => state === "unknown").sort(near),
    hidden: all.filter(isOpen).length - wanted.filter(isOpen).length,
    accuracy_m: origin?.accuracy_m ?? null,
  };
}

/** Where else to turn: the best that is not full and takes whoever this one takes. */
export function instead({ slug, eligibility }: Place, open: readonly Item[]): Item | undefined {
  return open.find(
    ({ place, label }) => place.slug !== slug && label.state !== "full" && (place.eligibility === "everyone" || place.eligibility === eligibility),
  );
}

/**
 * The places of which any may be the nearest: the best, and every other of its state whose distance could be as short.
 * A phone's radius holds for two positions of three on some phones, so twice that counts, and it may err for both places.
 */
export function asNear(open: readonly Item[], accuracy_m: number | null): Item[] {
  const [best] = open;
  if (!best) return [];
  const furthest = (best.distance_m ?? 0) + 2 * SURE * (accuracy_m ?? 0);
  return open.filter((one) => one === best || (accuracy_m !== null && one.label.state === best.label.state && (one.distance_m ?? Infinity) <= furthest));
}
