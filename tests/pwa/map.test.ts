import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, NO_FILTERS } from "../../pwa/src/answer.ts";
import { walkMinutes } from "../../pwa/src/geo.ts";
import { pieces } from "../../pwa/src/map/archive.ts";
import { bearing, bearingWords, heading, turned, turnWords } from "../../pwa/src/map/compass.ts";
import { following, panned, start, zoomed, zoomOf } from "../../pwa/src/map/looking.ts";
import { directionWords, marks, shapeOf } from "../../pwa/src/map/marking.ts";
import { moved, spotOf, SIZE } from "../../pwa/src/plainmap.ts";
import type { Label, Origin } from "../../pwa/src/types.ts";
import { held, NOW, north, place } from "./made.ts";
import { fixture } from "./read.ts";

const HANLEY = { lat: 53.025, lng: -2.173 };
const HERE: Origin = { point: HANLEY, accuracy_m: 20, name: null };

const BEARINGS: [number, number, string][] = [
  [0, 500, "north of you"],
  [500, 500, "north-east of you"],
  [500, 0, "east of you"],
  [500, -500, "south-east of you"],
  [0, -500, "south of you"],
  [-500, -500, "south-west of you"],
  [-500, 0, "west of you"],
  [-500, 500, "north-west of you"],
  [-20, 500, "north of you"],
];
for (const [east, northwards, words] of BEARINGS) {
  test(`${east} metres east and ${northwards} north is ${words}`, () => {
    assert.equal(bearingWords(bearing(HANLEY, moved(HANLEY, east, northwards))), words);
  });
}

test("a bearing is exact to half a degree over the county", () => {
  // Hanley to Tamworth, by the formula of the sphere worked out apart.
  assert.ok(Math.abs(bearing(HANLEY, { lat: 52.634, lng: -1.696 }) - 143.4) < 0.5);
});

const TURNS: [number, string][] = [
  [0, "It is straight ahead of you."],
  [350, "It is straight ahead of you."],
  [90, "It is to your right."],
  [180, "It is behind you."],
  [-90, "It is to your left."],
];
for (const [degrees, words] of TURNS) test(`at ${degrees} degrees: ${words}`, () => assert.equal(turnWords(degrees), words));

test("each kind of compass is read as degrees clockwise from north", () => {
  assert.equal(heading({ alpha: 90, absolute: true }, 0), 270);
  assert.equal(heading({ alpha: 0, absolute: true }, 90), 90);
  assert.equal(heading({ alpha: 12, absolute: false, webkitCompassHeading: 30, webkitCompassAccuracy: 10 }, 0), 30);
});

test("a phone that does not know where north is points nowhere", () => {
  assert.equal(heading({ alpha: 90, absolute: false }, 0), null);
  assert.equal(heading({ alpha: null, absolute: true }, 0), null);
  assert.equal(heading({ alpha: 0, absolute: false, webkitCompassHeading: 30, webkitCompassAccuracy: -1 }, 0), null);
  assert.equal(heading({ alpha: 0, absolute: false, webkitCompassHeading: 30, webkitCompassAccuracy: 80 }, 0), null);
});

test("degrees go round", () => assert.deepEqual([turned(-10), turned(370), turned(360)], [350, 10, 0]));

test("at the start she and the place are both on the screen", () => {
  for (const far of [100, 900, 4_000, 20_000]) {
    const view = start(HANLEY, moved(HANLEY, far, 0), []);
    const { x } = spotOf(moved(HANLEY, far, 0), view);
    assert.ok(x > SIZE / 2 && x < SIZE * 0.95, `${far} metres east lies at ${x}`);
    assert.deepEqual(view.middle, HANLEY);
  }
});

test("without a position the map is round the place, or of the whole area", () => {
  assert.deepEqual(start(null, HANLEY, []).middle, HANLEY);
  assert.equal(start(null, null, [HANLEY]).width_m, 80_000);
});

test("buttons go there and back", () => {
  const view = start(HANLEY, null, [moved(HANLEY, 300, 0)]);
  const there = panned(panned(view, 1, 0), -1, 0);
  assert.ok(Math.abs(there.middle.lng - view.middle.lng) < 1e-4);
  assert.equal(zoomed(zoomed(view, -1), 1).width_m, view.width_m);
  assert.equal(zoomed({ middle: HANLEY, width_m: 320 }, 1).width_m, 320);
  assert.equal(zoomed({ middle: HANLEY, width_m: 80_000 }, -1).width_m, 80_000);
});

test("the street map shows no less than the sketch did", () => {
  for (const width_m of [320, 800, 5_000, 80_000]) {
    const zoom = zoomOf({ middle: HANLEY, width_m }, 328);
    const shown = ((40_075_016.7 * Math.cos((HANLEY.lat * Math.PI) / 180)) / 2 ** zoom) * (328 / 256);
    assert.ok(shown >= width_m && shown < 2 * width_m, `${width_m} became ${shown}`);
  }
});

test("next and previous go round the list", () => {
  const all = ["a", "b", "c"];
  assert.deepEqual([following(all, -1, 1), following(all, 2, 1), following(all, 0, -1), following(all, -1, -1)], ["a", "a", "c", "c"]);
  assert.equal(following([], -1, 1), undefined);
});

test("every phone asks for the same pieces, and together they are the whole", () => {
  const asked = pieces({ bytes: 2_000_000, steps: [[8, 60_000], [12, 2_000_000]] });
  assert.equal(asked[0]?.[1], 60_000);
  assert.equal(asked.at(-1)?.[1], 2_000_000);
  assert.ok(asked.every(([start], i) => start === (asked[i - 1]?.[1] ?? 0)));
  assert.deepEqual(pieces({ bytes: 50, steps: [[12, 50]] }), [[0, 50]]);
});

const SHAPES: [Partial<Label>, string][] = [
  [{ state: "open" }, "circle"],
  [{ state: "open", call_first: true }, "diamond"],
  [{ state: "closing_soon" }, "triangle"],
  [{ state: "full", call_first: true }, "square"],
  [{ state: "closed" }, "diamond"],
  [{ state: "unknown" }, "diamond"],
];
for (const [label, shape] of SHAPES) {
  test(`${JSON.stringify(label)} is a ${shape}`, () => assert.equal(shapeOf({ call_first: false, ...label } as Label), shape));
}

const near = place({ slug: "near", point: north(100) });
const far = place({ slug: "far", point: north(60_000) });

test("the map has what the list has, numbered in its order", () => {
  const found = answer(held([near, place({ slug: "next", point: north(400) })]), HERE, NO_FILTERS, NOW);
  assert.deepEqual(marks(found, null).map(({ number, slug }) => [number, slug]), [[1, "near"], [2, "next"]]);
});

test("a place that was asked for is on it though the filters hide it", () => {
  const found = answer(held([near, place({ slug: "hidden", kind: "charter_venue", point: north(50) })]), HERE, { ...NO_FILTERS, safe_spaces_only: true }, NOW);
  assert.deepEqual(marks(found, "hidden").map(({ slug }) => slug), ["hidden", "near"]);
});

test("which way a place lies is said only of the phone's own position", () => {
  assert.equal(directionWords(far, HERE), "north of you");
  assert.equal(directionWords(far, { ...HERE, name: "Near Hanley" }), "");
  assert.equal(directionWords(far, { ...HERE, accuracy_m: null }), "");
  assert.equal(directionWords(far, null), "");
});

for (const { name, metres, minutes } of fixture<{ name: string; metres: number; minutes: number }[]>("walks.json")) {
  test(`the walk: ${name}`, () => assert.equal(walkMinutes(metres), minutes));
}
