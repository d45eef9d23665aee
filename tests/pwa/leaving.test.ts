import assert from "node:assert/strict";
import { test } from "node:test";
import { Presses } from "../../pwa/src/leaving/presses.ts";

/** Keys in order, "+A" for one that goes down while Shift is held; the count after each Shift. */
const TYPED: [string, string, number[]][] = [
  ["three presses", "0 Shift, 1000 Shift, 2000 Shift", [1, 2, 3]],
  ["three within five seconds", "0 Shift, 2500 Shift, 5000 Shift", [1, 2, 3]],
  ["the third too late", "0 Shift, 2500 Shift, 5001 Shift", [1, 2, 2]],
  ["capital letters", "0 Shift+A, 100 Shift+B, 200 Shift+C", [0, 0, 0]],
  ["a letter between", "0 Shift, 100 Shift, 200 a, 300 Shift", [1, 2, 0, 1]],
];
for (const [name, typed, counts] of TYPED) {
  test(`Shift: ${name}`, () => {
    const presses = new Presses();
    const counted = typed.split(", ").map((one) => {
      const [at, keys] = one.split(" ");
      const pressed = keys?.split("+") ?? [];
      for (const key of pressed) presses.down(key, false);
      return pressed.reverse().map((key) => presses.up(key, Number(at))).at(-1);
    });
    assert.deepEqual(counted, counts);
  });
}

test("a key that is held down counts once", () => {
  const presses = new Presses();
  presses.down("Shift", false);
  presses.down("Shift", true);
  assert.equal(presses.up("Shift", 0), 1);
  assert.equal(presses.up("Shift", 1), 0);
});
