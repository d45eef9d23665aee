import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, asNear, instead, NO_FILTERS, passes } from "../../pwa/src/answer.ts";
import { metres, walkMinutes } from "../../pwa/src/geo.ts";
import type { Filters, Origin, Place, Report } from "../../pwa/src/types.ts";
import { around, held, NOW, north, place, seeded } from "./made.ts";

const HERE: Origin = { point: { lat: 53.025, lng: -2.173 }, accuracy_m: 20, name: null };
const FULL: Report = {
  status: "full", staffed: true, reported_at: "2026-11-22T01:00:00Z", until: null, valid_until: "2026-11-22T06:00:00Z",
};
const at = (slug: string, distance: number, change: Partial<Place> = {}): Place =>
  place({ slug, point: north(distance), ...change });
const slugs = (places: Place[], origin: Origin | null = HERE): string[] =>
  answer(held(places), origin, NO_FILTERS, NOW).open.map((item) => item.place.slug);

test("the nearest open place comes first", () => {
  assert.deepEqual(slugs([at("far", 900), at("near", 100), at("middle", 500)]), ["near", "middle", "far"]);
});

test("a full place and one that closes during the walk come after open ones within 5 km", () => {
  const closing = at("closing", 50, { windows: [["2026-11-21T20:00:00Z", "2026-11-22T01:40:00Z"]] });
  assert.deepEqual(slugs([at("full", 100, { report: FULL }), closing, at("open", 4_000)]), ["open", "closing", "full"]);
});

test("beyond 5 km only distance counts", () => {
  const later = { windows: [["2026-11-21T20:00:00Z", "2026-11-22T05:30:00Z"]] as [string, string][] };
  assert.deepEqual(slugs([at("open", 8_000, later), at("full", 6_000, { report: FULL })]), ["full", "open"]);
});

test("nothing 60 km away is offered as nearest", () => {
  assert.deepEqual(slugs([at("manchester", 60_000)]), []);
});

test("what is closed says when it opens, soonest first", () => {
  const tomorrow = at("later", 10, { windows: [["2026-11-23T20:00:00Z", "2026-11-24T03:00:00Z"]] });
  const morning = at("sooner", 900, { windows: [["2026-11-22T09:00:00Z", "2026-11-22T17:00:00Z"]] });
  const { open, next } = answer(held([tomorrow, morning]), HERE, NO_FILTERS, NOW);
  assert.deepEqual([open.length, next.map((item) => item.place.slug)], [0, ["sooner", "later"]]);
});

test("a place with unknown hours is listed apart, to call first", () => {
  const { open, call_first } = answer(held([at("unknown", 10, { opening_hours: null, windows: [] })]), HERE, NO_FILTERS, NOW);
  assert.deepEqual([open.length, call_first.length], [0, 1]);
});

test("no walking minutes are promised from the middle of a district", () => {
  const [top] = answer(held(), { ...HERE, accuracy_m: null }, NO_FILTERS, NOW).open;
  assert.deepEqual([top?.walk_minutes, top?.distance_m], [null, 0]);
});

const FILTERED: [string, Partial<Filters>, Partial<Place>, boolean][] = [
  ["a charter venue is not a Safe Space", { safe_spaces_only: true }, { kind: "charter_venue" }, false],
  ["a Safe Space is one", { safe_spaces_only: true }, {}, true],
  ["step-free must be known", { step_free: true }, { access: { step_free: null } }, false],
  ["step-free must be true", { step_free: true }, { access: { step_free: false } }, false],
  ["step-free passes", { step_free: true }, { access: { step_free: true } }, true],
  ["under 18 are not sent to over 18s", { under_18: true }, { minimum_age: 18 }, false],
  ["under 18 may go where no limit is known", { under_18: true }, { minimum_age: null }, true],
  ["every service asked for must be there", { services: ["water", "first_aid"] }, { services: ["water"] }, false],
  ["all services there", { services: ["water"] }, { services: ["water", "toilets"] }, true],
];
for (const [name, filters, change, expected] of FILTERED) {
  test(name, () => assert.equal(passes(place(change), { ...NO_FILTERS, ...filters }), expected));
}

test("open places that the filters hide are counted", () => {
  const { hidden, open } = answer(held([at("a", 10, { kind: "charter_venue" }), at("b", 20)]), HERE, { ...NO_FILTERS, safe_spaces_only: true }, NOW);
  assert.deepEqual([hidden, open.length], [1, 1]);
});

const EARLY: Partial<Place> = { windows: [["2026-11-21T20:00:00Z", "2026-11-22T01:40:00Z"]] };
const AS_NEAR: [string, number | null, Place[], string[]][] = [
  ["99 m apart, wrong by twice 25 m at both", 25, [at("a", 100), at("b", 199)], ["a", "b"]],
  ["101 m apart, wrong by twice 25 m at both", 25, [at("a", 100), at("b", 202)], ["a"]],
  ["three within the doubt", 60, [at("a", 100), at("b", 199), at("c", 299)], ["a", "b", "c"]],
  ["one that closes on the way is not as good", 60, [at("a", 100), at("b", 150, EARLY)], ["a"]],
  ["a typed town", 0, [at("a", 100), at("b", 101)], ["a"]],
  ["a district, where every distance is rough", null, [at("a", 100), at("b", 100)], ["a"]],
  ["nothing open", 900, [], []],
];
for (const [name, accuracy, places, expected] of AS_NEAR) {
  test(`may be nearest: ${name}`, () => {
    const { open } = answer(held(places), HERE, NO_FILTERS, NOW);
    assert.deepEqual(asNear(open, accuracy).map((item) => item.place.slug), expected);
  });
}

test("of a thousand positions, wherever she truly is, a place alone at the top is the nearest", () => {
  const random = seeded(24);
  let alone = 0;
  for (let i = 0; i < 1_000; i++) {
    const accuracy_m = 5 * 1_000 ** random();
    const places = Array.from({ length: 8 }, (_, n) => place({ slug: `p${n}`, point: around(HERE.point, 4_000 * random(), random()) }));
    const { open } = answer(held(places), { ...HERE, accuracy_m }, NO_FILTERS, NOW);
    const top = asNear(open, accuracy_m);
    const truly = around(HERE.point, 2 * accuracy_m * random(), random());
    const [nearest] = [...open].sort((a, b) => metres(truly, a.place.point) - metres(truly, b.place.point));
    assert.ok(nearest && top.includes(nearest), `${i}: ${accuracy_m} m`);
    alone += Number(top.length === 1);
  }
  assert.ok(alone > 100 && alone < 900, String(alone));
});

test("distances agree with the ellipsoid to half a percent", () => {
  // Hanley to Burton upon Trent on WGS84, by geographiclib.
  const found = metres({ lat: 53.0246, lng: -2.1729 }, { lat: 52.8073, lng: -1.6426 });
  assert.ok(Math.abs(found / 43_096 - 1) < 0.005, String(found));
});

test("streets are longer than the straight line", () => {
  assert.deepEqual([walkMinutes(0), walkMinutes(100), walkMinutes(1_000)], [0, 2, 17]);
});

const SOME = { eligibility: "women_and_girls" } as const;
const NEXT: [string, Partial<Place>, Place[], string | undefined][] = [
  ["the nearest that is open", {}, [at("b", 300), at("c", 200)], "c"],
  ["never one that is full too", {}, [at("b", 100, { report: FULL }), at("c", 900)], "c"],
  ["for everyone, one that takes everyone", {}, [at("b", 100, SOME), at("c", 900)], "c"],
  ["for women and girls, either", SOME, [at("b", 100, SOME), at("c", 900)], "b"],
  ["none where there is none", {}, [at("b", 100, SOME)], undefined],
];
for (const [name, change, others, slug] of NEXT) {
  test(`after a full place: ${name}`, () => {
    const full = at("full", 0, { report: FULL, ...change });
    const { open } = answer(held([full, ...others]), HERE, NO_FILTERS, NOW);
    assert.equal(instead(full, open)?.place.slug, slug);
  });
}
