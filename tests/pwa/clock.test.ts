import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../../pwa/src/clock.ts";

const TRUE = Date.parse("2026-11-22T01:30:00Z");
const HOUR = 3_600_000;

function phone(wallAt: number): { clock: Clock; wall: (by: number) => void; tick: (by: number) => void } {
  let wall = wallAt;
  let tick = 500;
  const clock = new Clock(() => wall, () => tick);
  return { clock, wall: (by) => (wall += by), tick: (by) => (tick += by) };
}

test("before the server has spoken the phone's clock is believed", () => {
  assert.equal(phone(TRUE).clock.now(), TRUE);
});

for (const hours of [-26, -1, 1, 26]) {
  test(`a phone that is ${hours} hours out tells the server's time`, () => {
    const { clock, wall, tick } = phone(TRUE + hours * HOUR);
    clock.anchor(TRUE);
    wall(60_000);
    tick(60_000);
    assert.deepEqual([clock.now(), clock.skew], [TRUE + 60_000, hours * HOUR]);
  });
}

test("time that passed while the phone slept counts, though its timer stood still", () => {
  const { clock, wall } = phone(TRUE);
  clock.anchor(TRUE);
  wall(2 * HOUR);
  assert.equal(clock.now(), TRUE + 2 * HOUR);
});

test("a clock put back does not make a label young again", () => {
  const { clock, wall, tick } = phone(TRUE);
  clock.anchor(TRUE);
  tick(HOUR);
  wall(-3 * HOUR);
  assert.equal(clock.now(), TRUE + HOUR);
});

test("an old copy from a proxy does not turn the time back", () => {
  const { clock } = phone(TRUE);
  clock.anchor(TRUE);
  clock.anchor(TRUE - 3 * HOUR);
  assert.equal(clock.now(), TRUE);
});

test("it is never earlier than the moment the list was made", () => {
  const { clock } = phone(TRUE - 5 * HOUR);
  clock.atLeast(TRUE);
  assert.deepEqual([clock.now(), clock.skew], [TRUE, 0]);
});
