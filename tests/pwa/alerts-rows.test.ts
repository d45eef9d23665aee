import assert from "node:assert/strict";
import { test } from "node:test";
import { having, heard, isNothing, nextEnd, NOTHING, ofPlace, readKept, stopping, withoutOver, type Kept, type Row } from "../../pwa/src/alerts/rows.ts";
import { FAILURES, failureOf, onWords } from "../../pwa/src/alerts/words.ts";

const SIX = "2026-11-22T06:00:00Z";
const END = Date.parse(SIX);

function row(change: Partial<Row> = {}): Row {
  return { id: "a", tells: "place", place: "lantern-room", ends_at: SIX, key_id: "k", ...change };
}

const REMINDER = row({ id: "v", tells: "venues", place: null, ends_at: null });

function kept(...rows: Row[]): Kept {
  return { ...NOTHING, rows };
}

test("at the end of the night the phone forgets the place, and a reminder goes on", () => {
  const all = kept(row(), REMINDER);
  assert.deepEqual(withoutOver(all, END - 1).rows, all.rows);
  assert.deepEqual(withoutOver(all, END).rows, [REMINDER]);
});

const SHOWS: [string, Kept, number, string | null][] = [
  ["in the night", kept(row()), END - 1, "lantern-room"],
  ["when the night is over", kept(row()), END, null],
  ["when that place was stopped", kept(row({ place: "bus" }), REMINDER), END - 1, null],
];
for (const [name, all, now, expected] of SHOWS) {
  test(`${name} the place that a tap was about is ${expected === null ? "forgotten" : "kept until it is shown"}`, () => {
    assert.equal(withoutOver({ ...all, show: "lantern-room" }, now).show, expected);
  });
}

test("what could not be taken back is forgotten too when the night is over", () => {
  const stopped = stopping(kept(row()), () => true);
  assert.deepEqual(withoutOver(stopped, END - 1).stopped, [{ id: "a", ends_at: SIX }]);
  assert.ok(isNothing(withoutOver(stopped, END)));
});

test("stopping takes the one that is meant, at once, and owes the server a word", () => {
  const all = stopping(kept(row(), row({ id: "b", place: "bus" })), ({ place }) => place === "bus");
  assert.deepEqual([all.rows.map(({ id }) => id), all.stopped.map(({ id }) => id)], [["a"], ["b"]]);
  assert.deepEqual(heard(all, "b").stopped, []);
});

test("asked again with the same answer it is there once, and not stopped any more", () => {
  const again = having(stopping(kept(row()), () => true), row());
  assert.deepEqual([again.rows.length, again.stopped.length], [1, 0]);
});

test("a place is found by its own alert alone", () => {
  assert.equal(ofPlace(kept(REMINDER, row()), "lantern-room")?.id, "a");
  assert.equal(ofPlace(kept(REMINDER, row()), "bus"), undefined);
});

test("the next end is the earliest, and a reminder has none", () => {
  assert.equal(nextEnd(kept(REMINDER)), null);
  assert.equal(nextEnd(kept(row({ ends_at: "2026-11-23T06:00:00Z" }), row())), END);
});

const STORES: [string, unknown, number][] = [
  ["nothing", undefined, 0],
  ["a text", "rows", 0],
  ["rows that are none", { rows: [null, 7, {}, { ...row(), tells: "everybody" }, { ...row(), id: 7 }] }, 0],
  ["a row", { rows: [row()], stopped: [null, { id: "x", ends_at: null }] }, 1],
];
for (const [name, value, count] of STORES) {
  test(`from a store that held ${name} come ${count} alerts`, () => assert.equal(readKept(value).rows.length, count));
}

test("nothing is kept for somebody who has asked for nothing", () => assert.ok(isNothing(readKept(undefined))));

const REFUSALS: [number, unknown, string][] = [
  [429, {}, "too_many"],
  [400, { error: { fields: { place: ["No such place."] } } }, "not_listed"],
  [400, { error: { fields: { endpoint: ["Not a push service we know."] } } }, "refused"],
  [503, null, "refused"],
];
for (const [status, data, expected] of REFUSALS) {
  test(`${status} ${JSON.stringify(data)} means: ${expected}`, () => assert.equal(failureOf({ status, data }), expected));
}

test("it says until when, by London's clock", () => {
  assert.equal(onWords(SIX), "You will be told until 06:00.");
  assert.equal(onWords("2026-07-05T05:00:00Z"), "You will be told until 06:00.");
});

test("whatever fails, there is something to do instead", () => {
  for (const [why, words] of Object.entries(FAILURES)) if (why !== "not_listed") assert.match(words, /Call the place.*keep this page open/);
});
