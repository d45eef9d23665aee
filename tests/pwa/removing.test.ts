import assert from "node:assert/strict";
import { test } from "node:test";
import { LEFT, lossWords, REMOVED, removedWords } from "../../pwa/src/removing/words.ts";

test("one tap or more would be lost, and it says how many", () => {
  assert.match(lossWords(1), /^1 tap .* It would be lost/);
  assert.match(lossWords(3), /^3 taps .* They would be lost/);
});

const SAID: [boolean, boolean, string, RegExp][] = [
  [true, false, REMOVED, /Nothing of this site is kept/],
  [false, false, LEFT, /Close all other pages .* press again/],
  [true, true, `${REMOVED} `, /sign out on the venue.s screen too/],
];
for (const [isAll, wasAtWork, start, words] of SAID) {
  test(`removed ${isAll ? "all" : "some"}${wasAtWork ? " on a device at work" : ""}`, () => {
    assert.ok(removedWords(isAll, wasAtWork).startsWith(start));
    assert.match(removedWords(isAll, wasAtWork), words);
  });
}
