/** What is accepted as a snapshot, from the network or from a store. Both can hand over rubbish. */
import { DAY, instant, nightOf, HOUR } from "./london.ts";
import type { Held, Place, Point, Snapshot, Told } from "./types.ts";

const NIGHTS = 14;
export type Row = Record<string, unknown>;

const BLANK: Omit<Place, "slug" | "name" | "kind" | "point" | "windows"> = {
  charter_signed_on: null,
  address: null,
  postcode: null,
  town: null,
  phone: null,
  eligibility: "everyone",
  services: [],
  access: {},
  what_to_expect: null,
  is_mobile: false,
  opening_hours: null,
  hours_text: null,
  report: null,
  call_first_until: null,
  minimum_age: null,
  last_entry: null,
  last_checked_on: null,
  hours_confirmed_on: null,
  hours_may_differ_on: [],
  is_demo: false,
};

export function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isMoment(value: unknown): value is string {
  return typeof value === "string" && value.endsWith("Z") && !Number.isNaN(Date.parse(value));
}

function orNull(check: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => value === null || value === undefined || check(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

export function isPoint(value: unknown): value is Point {
  if (!isRow(value)) return false;
  const { lat, lng } = value;
  return typeof lat === "number" && typeof lng === "number" && Math.abs(lat) <= 90 && Math.abs(lng) <= 180;
}

function isWindow(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && isMoment(value[0]) && isMoment(value[1]) && value[0] < value[1];
}

function isReport(value: unknown): boolean {
  return (
    isRow(value) && isText(value["status"]) && isMoment(value["reported_at"]) &&
    orNull(isMoment)(value["until"]) && orNull(isMoment)(value["valid_until"])
  );
}

const CHECKS: [string, (value: unknown) => boolean][] = [
  ["slug", (value) => typeof value === "string" && /^[a-z0-9-]+$/.test(value)],
  ["name", isText],
  ["kind", (value) => value === "safe_space" || value === "charter_venue"],
  ["point", isPoint],
  ["windows", (value) => Array.isArray(value) && value.every(isWindow)],
  ["report", orNull(isReport)],
  ["call_first_until", orNull(isMoment)],
  ["access", orNull(isRow)],
  ["minimum_age", orNull(Number.isInteger)],
  ["last_entry", orNull((value) => typeof value === "string" && /^\d\d:\d\d$/.test(value))],
  ...["address", "postcode", "town", "phone", "what_to_expect", "opening_hours", "hours_text", "last_checked_on", "hours_confirmed_on"].map(
    (key): [string, (value: unknown) => boolean] => [key, orNull(isText)],
  ),
  ...["services", "hours_may_differ_on"].map(
    (key): [string, (value: unknown) => boolean] => [key, (value) => value === undefined || (Array.isArray(value) && value.every(isText))],
  ),
];

/** The row as a place, or null when any part of it cannot be trusted. */
export function readPlace(row: unknown): Place | null {
  if (!isRow(row) || !CHECKS.every(([key, check]) => check(row[key]))) return null;
  return { ...BLANK, ...row } as Place;
}

/** A snapshot with its good rows, or null. Rows that were there but are all bad mean damage, not absence. */
export function readSnapshot(value: unknown): Snapshot | null {
  if (!isRow(value) || !Array.isArray(value["places"]) || !isMoment(value["generated_at"])) return null;
  const { epoch, seq, generated_at } = value;
  if (!Number.isInteger(epoch) || !Number.isInteger(seq)) return null;
  const rows: unknown[] = value["places"];
  const places = rows.map(readPlace).filter((place) => place !== null);
  if (rows.length > 0 && places.length === 0) return null;
  return { epoch: epoch as number, seq: seq as number, generated_at, places };
}

export function isOlder(a: Told, b: Told): boolean {
  return a.epoch < b.epoch || (a.epoch === b.epoch && a.seq < b.seq);
}

/** The very same list with rows missing: damage on the way. */
export function isPartOf(a: Snapshot, b: Snapshot): boolean {
  const isSame = a.epoch === b.epoch && a.seq === b.seq && a.generated_at === b.generated_at;
  return isSame && a.places.length < b.places.length;
}

/** 06:00 in London, fourteen nights on: windows are published up to here. */
export function coversUntil(snapshot: Snapshot): number {
  return instant(nightOf(Date.parse(snapshot.generated_at)) + NIGHTS * DAY + 6 * HOUR);
}

/** What a store gave back, checked as if a stranger had sent it. */
export function readHeld(value: unknown): Held | null {
  if (!isRow(value) || typeof value["checked_at"] !== "number") return null;
  const snapshot = readSnapshot(value["snapshot"]);
  if (snapshot === null) return null;
  const etag = typeof value["etag"] === "string" ? value["etag"] : null;
  const skew = Number.isFinite(value["skew"]) ? (value["skew"] as number) : 0;
  return { snapshot, checked_at: value["checked_at"], etag, skew, covers_until: coversUntil(snapshot), complete: true, is_essence: false };
}

/**
 * The newer of two. With the same content, the whole rows count and the later check.
 * A part of the list never takes the place of a whole one, and what a push told stays until a list knows as much.
 */
export function newer(a: Held | null, b: Held | null): Held | null {
  if (a === null || b === null) return a ?? b;
  if (a.complete !== b.complete) return a.complete ? a : b;
  if (isOlder(a.snapshot, b.snapshot)) return withTold(b, a);
  if (isOlder(b.snapshot, a.snapshot)) return withTold(a, b);
  return withTold({ ...(b.is_essence ? a : b), checked_at: Math.max(a.checked_at, b.checked_at) }, a);
}

function withTold(held: Held, { snapshot }: Held): Held {
  const list = held.snapshot;
  let places = list.places;
  for (const fresh of snapshot.places) {
    const { told, slug } = fresh;
    if (told && isOlder(list, told)) places = places.map((one) => (one.slug === slug && isOlder(one.told ?? list, told) ? fresh : one));
  }
  return places === list.places ? held : { ...held, snapshot: { ...list, places } };
}
