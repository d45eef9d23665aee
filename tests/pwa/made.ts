import { createHash } from "node:crypto";
import type { Held, Place, Point, Snapshot } from "../../pwa/src/types.ts";
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

/** As our server names what it sends. */
export function digest(text: string): string {
  return `sha-256=:${createHash("sha256").update(text).digest("base64")}:`;
}

/** So many metres north of the made place's point. */
export function north(metres: number): { lat: number; lng: number } {
  return { lat: 53.025 + metres / 111_195, lng: -2.173 };
}

/** So many metres from a point, `turn` of a whole turn round from north. */
export function around({ lat, lng }: Point, metres: number, turn: number): Point {
  const [up, along] = [metres * Math.cos(2 * Math.PI * turn), metres * Math.sin(2 * Math.PI * turn)];
  return { lat: lat + up / 111_195, lng: lng + along / (111_195 * Math.cos((lat * Math.PI) / 180)) };
}

/** Numbers from 0 to 1 that come in the same order each time (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
