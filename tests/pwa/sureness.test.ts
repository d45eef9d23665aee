import assert from "node:assert/strict";
import { test } from "node:test";
import type { Area } from "../../pwa/src/area.ts";
import { radiusOf, worthOf, type Worth } from "../../pwa/src/sureness.ts";
import { NOW } from "./made.ts";

const HOUR = 3_600_000;
const HANLEY = { lat: 53.0246, lng: -2.1729 };
const LONDON = { lat: 51.5074, lng: -0.1278 };
/** A square of a degree around Hanley, with a margin of a kilometre; north of it is Cheshire. */
const AREA: Area = { area: [[52.5, -2.7], [52.5, -1.7], [53.5, -1.7], [53.5, -2.7]], area_margin_m: 1_000 };
const north = (metres: number): typeof HANLEY => ({ lat: 53.5 + metres / 111_195, lng: -2.1729 });

const RIGHT = { wall: NOW, now: NOW };
const AHEAD = { wall: NOW + 3 * HOUR, now: NOW };
type Case = [string, typeof HANLEY, number, number, typeof RIGHT, Worth];
const CASES: Case[] = [
  ["a good position", HANLEY, 20, NOW - 1_000, RIGHT, "good"],
  ["exactly a kilometre", HANLEY, 1_000, NOW, RIGHT, "good"],
  ["over a kilometre", HANLEY, 1_001, NOW, RIGHT, "rough"],
  ["two minutes old", HANLEY, 20, NOW - 120_000, RIGHT, "good"],
  ["older than two minutes", HANLEY, 20, NOW - 121_000, RIGHT, "old"],
  ["old and rough", HANLEY, 5_000, NOW - 600_000, RIGHT, "old"],
  ["a phone three hours ahead that dates by its own clock", HANLEY, 20, NOW + 3 * HOUR - 1_000, AHEAD, "good"],
  ["a phone three hours ahead that dates by its satellites", HANLEY, 20, NOW - 1_000, AHEAD, "good"],
  ["a phone three hours ahead, and an old position by its own clock", HANLEY, 20, NOW + 3 * HOUR - 600_000, AHEAD, "old"],
  ["a phone three hours ahead, and an old position by its satellites", HANLEY, 20, NOW - 600_000, AHEAD, "old"],
  ["London", LONDON, 20, NOW, RIGHT, "away"],
  ["London, very roughly", LONDON, 5_000_000, NOW, RIGHT, "away"],
  ["two kilometres over the border", north(2_000), 20, NOW, RIGHT, "away"],
  ["two kilometres over the border, or not", north(2_000), 1_500, NOW, RIGHT, "rough"],
  ["ten kilometres over the border, ten minutes ago", north(9_000), 20, NOW - 600_000, RIGHT, "old"],
];
for (const [name, point, accuracy_m, taken_at, clocks, expected] of CASES) {
  test(`${name}: ${expected}`, () => assert.equal(worthOf({ point, accuracy_m, taken_at }, clocks, AREA), expected));
}

test("the older a position is, the farther she may have gone since", () => {
  const from = (taken_at: number): number => radiusOf({ point: HANLEY, accuracy_m: 20, taken_at }, RIGHT);
  assert.deepEqual([from(NOW - 60_000), from(NOW - 600_000)], [20, 20 + 4_200]);
});
