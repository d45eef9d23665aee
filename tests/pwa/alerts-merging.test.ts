import assert from "node:assert/strict";
import { test } from "node:test";
import { merged, type Said } from "../../pwa/src/alerts/merging.ts";
import { facts, label } from "../../pwa/src/openness.ts";
import { newer, readHeld } from "../../pwa/src/snapshot.ts";
import type { Held, Place } from "../../pwa/src/types.ts";
import { held, NOW, place } from "./made.ts";

const CLOSED = { status: "closed", staffed: null, reported_at: "2026-11-22T01:28:00Z", until: null, valid_until: "2026-11-22T06:00:00Z" } as const;
const TONIGHT: [string, string] = ["2026-11-21T20:00:00Z", "2026-11-22T03:00:00Z"];
const NEXT_WEEK: [string, string] = ["2026-11-28T20:00:00Z", "2026-11-29T03:00:00Z"];

function said(change: Partial<Said> = {}): Said {
  return {
    slug: "lantern-room",
    epoch: 1,
    seq: 8,
    generated_at: "2026-11-22T01:29:30Z",
    night: ["2026-11-21T06:00:00Z", "2026-11-22T06:00:00Z"],
    windows: [["2026-11-21T20:00:00Z", "2026-11-22T01:28:00Z"]],
    report: CLOSED,
    call_first_until: null,
    is_listed: true,
    ...change,
  };
}

function theOne(list: Held | null): Place | undefined {
  return list?.snapshot.places.find(({ slug }) => slug === "lantern-room");
}

test("a place that was told closed is closed in the list, and its other nights stay", () => {
  const one = theOne(merged(held(), said()));
  assert.deepEqual(one?.report, CLOSED);
  assert.deepEqual(one?.windows, [["2026-11-21T20:00:00Z", "2026-11-22T01:28:00Z"], NEXT_WEEK]);
});

test("nothing old is made to look new: the list's number, check and tag stay, and so do the other places", () => {
  const other = place({ slug: "bus" });
  const before = held([place(), other], {}, NOW - 3_600_000);
  const after = merged(before, said());
  assert.deepEqual({ ...after, snapshot: null }, { ...before, snapshot: null });
  assert.deepEqual({ ...after?.snapshot, places: null }, { ...before.snapshot, places: null });
  assert.equal(after?.snapshot.places[1], before.snapshot.places[1]);
});

test("an hour after the last check, what was told since is said with doubt", () => {
  const after = merged(held([place()], {}, NOW - 3_600_000), said());
  const one = theOne(after);
  assert.ok(after && one);
  const { state, basis } = label(facts(one, after.covers_until), NOW, after.checked_at, null);
  assert.deepEqual([state, basis], ["closed", "stale"]);
});

const AGES: [string, Partial<Said>, boolean][] = [
  ["the same state, made later", { seq: 7 }, true],
  ["the very same state", { seq: 7, generated_at: "2026-11-22T01:29:00Z" }, true],
  ["the same state, made earlier", { seq: 7, generated_at: "2026-11-22T01:28:59Z" }, false],
  ["a state before", { seq: 6 }, false],
  ["a state of an epoch before", { epoch: 0, seq: 900 }, false],
  ["a new epoch", { epoch: 2, seq: 0 }, true],
];
for (const [name, change, isTaken] of AGES) {
  test(`${name} is ${isTaken ? "taken" : "not taken"}`, () => assert.equal(merged(held(), said(change)) !== null, isTaken));
}

test("of two that come in the wrong order the later state stays", () => {
  const first = merged(held(), said({ seq: 9, report: CLOSED }));
  assert.ok(first);
  assert.equal(merged(first, said({ seq: 8, report: { ...CLOSED, status: "full" } })), null);
  const kept = readHeld(JSON.parse(JSON.stringify(first)));
  assert.ok(kept);
  assert.equal(merged(kept, said({ seq: 8 })), null, "also when the list went through a store");
  assert.equal(theOne(merged(kept, said({ seq: 10, report: null })))?.report, null);
});

test("a place that is no longer listed is gone, and does not come back by an older word", () => {
  const after = merged(held([place(), place({ slug: "bus" })]), said({ is_listed: false }));
  assert.deepEqual(after?.snapshot.places.map(({ slug }) => slug), ["bus"]);
  assert.ok(after);
  assert.equal(merged(after, said({ seq: 7 })), null);
});

const REFUSED: [string, Partial<Said>][] = [
  ["a place that the list lacks", { slug: "elsewhere" }],
  ["a window that ends before it begins", { windows: [["2026-11-21T20:00:00Z", "2026-11-21T19:00:00Z"]] }],
  ["a report that is none", { report: { status: "closed" } as unknown as Said["report"] }],
  ["a moment that is none", { call_first_until: "soon" }],
];
for (const [name, change] of REFUSED) {
  test(`${name} changes nothing`, () => assert.equal(merged(held(), said(change)), null));
}

test("of what it says of other nights nothing is taken", () => {
  const late: [string, string] = ["2026-11-22T06:00:00Z", "2026-11-22T09:00:00Z"];
  assert.deepEqual(theOne(merged(held(), said({ windows: [TONIGHT, late] })))?.windows, [TONIGHT, NEXT_WEEK]);
});

const ALWAYS: [string, string] = ["2026-11-18T06:00:00Z", "2026-12-05T06:00:00Z"];
const NIGHTS: [string, Partial<Said>, [string, string][]][] = [
  [
    "a place that never closes is shut for the rest of tonight, and open again after it",
    { windows: [["2026-11-21T06:00:00Z", "2026-11-22T01:28:00Z"]] },
    [["2026-11-18T06:00:00Z", "2026-11-22T01:28:00Z"], ["2026-11-22T06:00:00Z", "2026-12-05T06:00:00Z"]],
  ],
  ["a place that never closes stays one", { windows: [["2026-11-21T06:00:00Z", "2026-11-22T06:00:00Z"]], report: null }, [ALWAYS]],
  [
    "a span that crosses six is shut to its end",
    { night: ["2026-11-21T06:00:00Z", "2026-11-22T07:00:00Z"], windows: [] },
    [["2026-11-18T06:00:00Z", "2026-11-21T06:00:00Z"], ["2026-11-22T07:00:00Z", "2026-12-05T06:00:00Z"]],
  ],
];
for (const [name, change, windows] of NIGHTS) {
  test(name, () => assert.deepEqual(theOne(merged(held([place({ windows: [ALWAYS] })]), said(change)))?.windows, windows));
}

test("windows stay in order when the night is not the first", () => {
  const change: Partial<Said> = { night: ["2026-11-28T06:00:00Z", "2026-11-29T06:00:00Z"], windows: [["2026-11-28T21:00:00Z", "2026-11-29T02:00:00Z"]] };
  assert.deepEqual(theOne(merged(held(), said(change)))?.windows, [TONIGHT, ["2026-11-28T21:00:00Z", "2026-11-29T02:00:00Z"]]);
});

test("the page takes the told list from the store, and any later one from the server", () => {
  const told = merged(held(), said());
  assert.equal(theOne(newer(held(), told))?.report, CLOSED);
  const fresh = held([place()], { seq: 9 });
  assert.equal(newer(told, fresh), fresh);
});

const LATER_WORD = merged(held(), said({ seq: 9 }));
const LISTS: [string, Held | null, Held | null, boolean][] = [
  ["by a list of a state before it", LATER_WORD, held([place()], { seq: 8 }), true],
  ["by the list of its state, made later", LATER_WORD, held([place()], { seq: 9, generated_at: "2026-11-22T01:30:00Z" }), false],
  ["by the copy that it could not be written into", LATER_WORD, held(), true],
  ["by a copy with an earlier word", LATER_WORD, merged(held(), said({ seq: 8, report: { ...CLOSED, status: "full" } })), true],
  ["by a list of a new epoch", LATER_WORD, held([place()], { epoch: 2, seq: 0 }), false],
];
for (const [name, told, list, isKept] of LISTS) {
  test(`what was told is ${isKept ? "not " : ""}replaced ${name}, whichever is read first`, () => {
    const found = [newer(told, list), newer(list, told)].map((one) => theOne(one)?.report ?? null);
    assert.deepEqual(found, isKept ? [CLOSED, CLOSED] : [null, null]);
  });
}
