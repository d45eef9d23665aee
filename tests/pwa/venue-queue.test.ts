import assert from "node:assert/strict";
import { test } from "node:test";
import {
  after, ageOf, asking, isBacklog, plan, readQueue, saidAgain, verdict, without,
  type Present, type Reading, type Tap, type Wanted,
} from "../../pwa/src/venue/queue.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** 23:00 on a Saturday in London. */
const TAPPED = Date.parse("2026-11-21T23:00:00Z");
const ALICE = "person alice@example.org";

const OPEN: Wanted = { kind: "report", status: "open", until: null, staffed: true };
const CLOSED: Wanted = { kind: "report", status: "closed", until: null, staffed: null };
const FULL: Wanted = { kind: "report", status: "full", until: null, staffed: null };
const UNDO: Wanted = { kind: "undo", report: 7 };
const WATER: Wanted = { kind: "tally", help: "water", by: 1 };

function reading(change: Partial<Reading> = {}): Reading {
  return { wall: TAPPED, tick: 1_000, page: "one", skew: null, ...change };
}

/** The device `ms` later; say what is odd about it. */
function later(ms: number, change: Partial<Reading> = {}): Reading {
  return reading({ wall: TAPPED + ms, tick: 1_000 + ms, ...change });
}

function tap(wanted: Wanted, change: Partial<Tap> = {}): Tap {
  return { key: "k", slug: "bar", by: ALICE, wanted, at: reading(), ask: null, ...change };
}

function present(then: Reading, trueAge = then.wall - TAPPED): Present {
  return { reading: then, now: TAPPED + trueAge, by: ALICE };
}

const NEW_PAGE = { page: "two", tick: 5 };
const AGES: [string, Reading, Reading, number | null][] = [
  ["the page lived on", reading(), later(5 * MINUTE), 5 * MINUTE],
  ["the page lived on with a clock 26 hours ahead throughout", reading({ wall: TAPPED + 26 * HOUR }), later(MINUTE, { wall: TAPPED + 26 * HOUR + MINUTE }), MINUTE],
  ["the page lived on with a clock 26 hours behind throughout", reading({ wall: TAPPED - 26 * HOUR }), later(MINUTE, { wall: TAPPED - 26 * HOUR + MINUTE }), MINUTE],
  ["the page lived on and the clock was put right by seconds", reading(), later(5 * MINUTE, { wall: TAPPED + 5 * MINUTE - 3_000 }), 5 * MINUTE],
  ["the page lived on and the clock was set back 26 hours", reading(), later(MINUTE, { wall: TAPPED - 26 * HOUR }), null],
  ["the page lived on and the clock was set on 26 hours, as the server shows", reading({ skew: 0 }), later(MINUTE, { wall: TAPPED + 26 * HOUR, skew: 26 * HOUR }), null],
  ["the device slept for two hours", reading({ skew: 0 }), later(MINUTE, { wall: TAPPED + 2 * HOUR, skew: 900 }), 2 * HOUR],
  ["the device slept, and nobody knows its clock", reading(), later(MINUTE, { wall: TAPPED + 2 * HOUR }), 2 * HOUR],
  ["the page was opened anew", reading(), later(5 * MINUTE, NEW_PAGE), 5 * MINUTE],
  ["the page was opened anew on a clock set back", reading(), later(-1, NEW_PAGE), null],
  ["the page was opened anew on a clock set back 26 hours", reading(), later(-26 * HOUR, NEW_PAGE), null],
  ["the page was opened anew on a clock set on 3 hours, as the server shows", reading({ skew: 0 }), later(3 * HOUR, { ...NEW_PAGE, skew: 3 * HOUR }), null],
  ["the page was opened anew on a clock that is always 26 hours ahead", reading({ skew: 26 * HOUR }), later(MINUTE, { ...NEW_PAGE, skew: 26 * HOUR }), MINUTE],
  ["a clock that ticks back is no age below nothing", reading(), later(-5), 0],
];
for (const [name, at, then, expected] of AGES) {
  test(`age: ${name}`, () => assert.equal(ageOf(at, then), expected));
}

const SEND = (age_s: number): object => ({ do: "send", age_s });
const ASK = (why: string): object => ({ do: "ask", why });
const DROP = (loss: string): object => ({ do: "drop", loss });
const VERDICTS: [string, Tap, Reading, object][] = [
  ["an open that waited is sent no younger than it is", tap(OPEN), later(90_400), SEND(91)],
  ["a tap on its way at once has no age", tap(FULL), later(999), SEND(0)],
  ["a tap of one second", tap(FULL), later(1_000), SEND(1)],
  ["a tap of just over a second", tap(FULL), later(1_001), SEND(2)],
  ["the oldest open that is sent is no older than the server takes", tap(OPEN), later(10 * MINUTE - 1), SEND(600)],
  ["an open of ten minutes is sent", tap(OPEN), later(10 * MINUTE), SEND(600)],
  ["an older open is asked again", tap(OPEN), later(10 * MINUTE + 1), ASK("too_old")],
  ["an open before two hours' sleep is asked again", tap(OPEN), later(MINUTE, { wall: TAPPED + 2 * HOUR }), ASK("too_old")],
  ["an open of unknown age is asked again", tap(OPEN), later(-26 * HOUR, NEW_PAGE), ASK("age_unknown")],
  ["an open with the clock 26 hours on is asked again", tap(OPEN), later(26 * HOUR, NEW_PAGE), ASK("too_old")],
  ["a closed of two hours is sent", tap(CLOSED), later(2 * HOUR), SEND(7_200)],
  ["a full of two hours is sent", tap(FULL), later(2 * HOUR), SEND(7_200)],
  ["a closed before two hours' sleep is sent with all of them", tap(CLOSED), later(MINUTE, { wall: TAPPED + 2 * HOUR }), SEND(7_200)],
  ["a closed of half a night is asked again", tap(CLOSED), later(6 * HOUR + 1), ASK("too_old")],
  ["a closed with the clock 26 hours on is asked again", tap(CLOSED), later(26 * HOUR, NEW_PAGE), ASK("too_old")],
  ["a closed with the clock 26 hours back is asked again", tap(CLOSED), later(-26 * HOUR, NEW_PAGE), ASK("age_unknown")],
  ["what somebody else tapped is asked", tap(CLOSED, { by: "device Bar tablet" }), later(MINUTE), ASK("somebody_else")],
  ["an undo within its minute is sent", tap(UNDO), later(30_000), SEND(30)],
  ["an undo past its minute is not", tap(UNDO), later(MINUTE + 1), DROP("too_late")],
  ["an undo of unknown age is not", tap(UNDO), later(-HOUR, NEW_PAGE), DROP("too_late")],
  ["somebody else's undo is not", tap(UNDO, { by: "bob" }), later(1_000), DROP("too_late")],
  ["a count of the same night is sent", tap(WATER), later(5 * HOUR), SEND(18_000)],
  ["a count of the night before is not", tap(WATER), later(8 * HOUR), DROP("another_night")],
  ["a count of unknown age is not", tap(WATER), later(-HOUR, NEW_PAGE), DROP("another_night")],
];
for (const [name, waiting, then, expected] of VERDICTS) {
  test(name, () => assert.deepEqual(verdict(waiting, present(then)), expected));
}

test("taps go one at a time, the oldest first", () => {
  const queue = [tap(FULL, { key: "a" }), tap(WATER, { key: "b" }), tap(OPEN, { key: "c" })];
  const made = plan(queue, present(later(MINUTE)));
  assert.deepEqual([made.next?.tap.key, made.queue.map(({ key }) => key), made.lost], ["a", ["a", "b", "c"], []]);
});

test("what is asked again holds nothing else up", () => {
  const queue = [tap(OPEN, { key: "old" }), tap(WATER, { key: "b" }), tap(CLOSED, { key: "c", slug: "other" })];
  const made = plan(queue, present(later(25 * MINUTE)));
  assert.deepEqual([made.next?.tap.key, made.queue.map(({ ask }) => ask)], ["b", ["too_old", null, null]]);
});

test("nobody is asked about an open when they tapped closed later", () => {
  const queue = [tap(OPEN, { key: "old" }), tap(CLOSED, { key: "new", at: later(20 * MINUTE) })];
  const made = plan(queue, present(later(25 * MINUTE)));
  assert.deepEqual([made.next?.tap.key, made.lost.map(({ tap: { key }, loss }) => [key, loss])], ["new", [["old", "overtaken"]]]);
});

test("two old words are both asked about, and neither is sent", () => {
  const made = plan([tap(OPEN, { key: "a" }), tap(OPEN, { key: "b", slug: "other" })], present(later(HOUR)));
  assert.deepEqual([made.next, made.queue.map(({ ask }) => ask)], [null, ["too_old", "too_old"]]);
});

test("a question stays a question until it is answered", () => {
  const made = plan([tap(CLOSED, { ask: "too_old" })], present(later(1_000)));
  assert.deepEqual([made.next, made.queue[0]?.ask], [null, "too_old"]);
});

test("still true is a new word, said now, after the others", () => {
  const at = later(25 * MINUTE);
  const queue = [tap(OPEN, { key: "old", ask: "too_old" }), tap(WATER, { key: "b" })];
  const again = saidAgain(queue, "old", { key: "new", by: ALICE, at });
  assert.deepEqual(again.map(({ key, ask }) => [key, ask]), [["b", null], ["new", null]]);
  assert.deepEqual(again[1]?.wanted, OPEN);
  assert.equal(plan([again[1] as Tap], present(at)).next?.age_s, 0);
});

test("still true about something that is gone changes nothing", () => {
  const queue = [tap(WATER)];
  assert.deepEqual(saidAgain(queue, "gone", { key: "new", by: ALICE, at: reading() }), queue);
});

test("a tap is taken out by its key", () => {
  assert.deepEqual(without([tap(OPEN, { key: "a" }), tap(FULL, { key: "b" })], "a").map(({ key }) => key), ["b"]);
});

test("what the server finds too old is asked", () => assert.equal(asking([tap(OPEN)], "k")[0]?.ask, "too_old"));

const BACKLOGS: [string, Reading, boolean][] = [
  ["just tapped", later(1_000), false],
  ["tapped a minute ago", later(MINUTE), true],
  ["tapped before the page was opened anew", later(1_000, { page: "two" }), true],
];
for (const [name, then, expected] of BACKLOGS) {
  test(`${name}: ${expected ? "look at the server first" : "send at once"}`, () => {
    assert.equal(isBacklog([tap(FULL)], { reading: then }), expected);
  });
}

const ANSWERS: [string, { status: number; code: string } | null, string][] = [
  ["created", { status: 201, code: "" }, "saved"],
  ["no answer", null, "wait"],
  ["a newer report stands", { status: 409, code: "superseded" }, "dropped"],
  ["too late to undo", { status: 409, code: "too_late" }, "dropped"],
  ["the server finds it too old", { status: 409, code: "too_old" }, "ask"],
  ["the device waits for its PIN", { status: 403, code: "pin_needed" }, "pin"],
  ["the venue is no longer theirs", { status: 404, code: "not_found" }, "dropped"],
  ["may not", { status: 403, code: "forbidden" }, "dropped"],
  ["the session ended", { status: 401, code: "not_signed_in" }, "signed_out"],
  ["not a time that can be", { status: 400, code: "invalid" }, "dropped"],
  ["the key was used for something else", { status: 422, code: "key_reused" }, "dropped"],
  ["too many", { status: 429, code: "too_many_requests" }, "wait"],
  ["the database is down", { status: 503, code: "unavailable" }, "wait"],
  ["our fault", { status: 500, code: "server_error" }, "wait"],
];
for (const [name, answer, expected] of ANSWERS) {
  test(`after ${name}: ${expected}`, () => assert.equal(after(answer), expected));
}

const STORED: [string, unknown, number][] = [
  ["nothing", undefined, 0],
  ["a text", "[]", 0],
  ["a tap", [tap(OPEN)], 1],
  ["a tap and rubbish", [null, 7, {}, { ...tap(OPEN), at: {} }, tap(WATER), { ...tap(OPEN), wanted: { kind: "erase" } }], 1],
];
for (const [name, value, count] of STORED) {
  test(`from a store that held ${name} come ${count} taps`, () => assert.equal(readQueue(value).length, count));
}

/** Every pair of a true age and a jump of the device's clock: no open older than ten minutes is ever sent as it is. */
test("whatever happens to the clock, an old open is never sent where the server has been heard", () => {
  for (let age = 0; age <= 26 * 60; age += 7) {
    for (let jump = -26 * 60; jump <= 26 * 60; jump += 13) {
      for (const page of ["one", "two"]) {
        const then = reading({ wall: TAPPED + (age + jump) * MINUTE, tick: 1_000 + age * MINUTE, page, skew: jump * MINUTE });
        const found = verdict(tap(OPEN, { at: reading({ skew: 0 }) }), present(then, age * MINUTE));
        if (age > 11) assert.notEqual(found.do, "send", `${age} minutes, clock moved by ${jump}, page ${page}`);
      }
    }
  }
});
