import type { Held, Place, Snapshot } from "../../pwa/src/types.ts";
import { readHeld } from "../../pwa/src/snapshot.ts";

export const NOW = Date.parse("2026-11-22T01:30:00Z");

/** A place in Hanley that is open until 3am; change what the test is about. */
export function place(change: Partial<Place> = {}): Place {
  return {
    slug: "lantern-room",
    name: "Lantern Room",
    kind: "safe_space",
    charter_signed_on: null,
    point: { lat: 53.025, lng: -2.173 },
    address: "1 Example Street",
    postcode: null,
    town: "Hanley",
    phone: null,
    eligibility: "everyone",
    services: [],
    access: {},
    what_to_expect: null,
    is_mobile: false,
    opening_hours: "Sa 20:00-03:00",
    hours_text: null,
    windows: [["2026-11-21T20:00:00Z", "2026-11-22T03:00:00Z"], ["2026-11-28T20:00:00Z", "2026-11-29T03:00:00Z"]],
    report: null,
    call_first_until: null,
    minimum_age: null,
    last_entry: null,
    last_checked_on: null,
    hours_confirmed_on: null,
    hours_may_differ_on: [],
    is_demo: true,
    ...change,
  };
}

export function snapshot(places: Place[] = [place()], change: Partial<Snapshot> = {}): Snapshot {
  return { epoch: 1, seq: 7, generated_at: "2026-11-22T01:29:00Z", places, ...change };
}

export function held(places: Place[] = [place()], change: Partial<Snapshot> = {}, checked_at: number = NOW): Held {
  const read = readHeld({ snapshot: snapshot(places, change), checked_at, etag: '"1-7"' });
  if (read === null) throw new Error("The made places are not good ones");
  return read;
}

/** So many metres north of the made place's point. */
export function north(metres: number): { lat: number; lng: number } {
  return { lat: 53.025 + metres / 111_195, lng: -2.173 };
}
