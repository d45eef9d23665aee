import assert from "node:assert/strict";
import { test } from "node:test";
import { carriedBy, isOver, NEUTRAL, readCarried, readMessage, tagOf, wordsOf, type Message } from "../../pwa/src/alerts/message.ts";
import { ON_THE_LOCK_SCREEN } from "../../pwa/src/alerts/words.ts";

const UNTIL = "2026-11-22T06:00:00Z";
const HOUR = 3_600_000;
const AT = Date.parse("2026-11-22T01:30:00Z");
const PLACE = {
  slug: "lantern-room", epoch: 1, seq: 8, generated_at: "2026-11-22T01:29:30Z",
  night: ["2026-11-21T06:00:00Z", UNTIL], windows: [], report: null, call_first_until: null, is_listed: true,
};
const PUBLIC = { v: 1, audience: "public", id: "a", title: "Update from your saved place", body: "Open to see what changed.", tag: "place-lantern-room", until: UNTIL, place: PLACE };
const VENUES = {
  v: 1, audience: "venues", id: "b", title: "Nightjar opens now", body: "Still right?", tag: "nudge-nightjar", until: UNTIL,
  venue: { slug: "nightjar", name: "Nightjar", night: PLACE.night, what: "opening" },
  actions: [{ action: "open", title: "Open" }, { action: "closed", title: "Closed tonight" }],
};
const DESK = { v: 1, audience: "desk", id: "c", title: "2 applications wait", body: "Open the desk.", tag: "desk-waiting", until: UNTIL, url: "/desk/" };

function read(value: unknown): Message | null {
  return readMessage(JSON.stringify(value));
}

for (const message of [PUBLIC, VENUES, DESK]) {
  test(`one for ${message.audience} is read`, () => assert.equal(read(message)?.audience, message.audience));
}

const RUBBISH: [string, string][] = [
  ["nothing", ""],
  ["no JSON", "<!doctype html>"],
  ["null", "null"],
  ["a list", "[]"],
  ...([
    ["another version", { ...PUBLIC, v: 2 }],
    ["no audience", { ...PUBLIC, audience: undefined }],
    ["nobody's audience", { ...PUBLIC, audience: "everybody" }],
    ["no end", { ...PUBLIC, until: null }],
    ["an end that is no moment", { ...PUBLIC, until: "tomorrow" }],
    ["no title", { ...PUBLIC, title: "" }],
    ["a title without end", { ...PUBLIC, title: "x".repeat(201) }],
    ["no place", { ...PUBLIC, place: null }],
    ["a place with a path for a name", { ...PUBLIC, place: { ...PLACE, slug: "../x" } }],
    ["a place that may be listed", { ...PUBLIC, place: { ...PLACE, is_listed: "yes" } }],
    ["a place of no state", { ...PUBLIC, place: { ...PLACE, seq: "8" } }],
    ["a night of one end", { ...PUBLIC, place: { ...PLACE, night: [UNTIL] } }],
    ["windows that are none", { ...PUBLIC, place: { ...PLACE, windows: [["8pm", "3am"]] } }],
    ["a venue without a name", { ...VENUES, venue: { slug: "nightjar" } }],
    ["a desk elsewhere", { ...DESK, url: "https://elsewhere.example/desk/" }],
    ["a desk by two slashes", { ...DESK, url: "//elsewhere.example" }],
    ["a desk that leads out of it", { ...DESK, url: "/venue" }],
  ] as [string, unknown][]).map(([name, value]): [string, string] => [name, JSON.stringify(value)]),
];
for (const [name, text] of RUBBISH) {
  test(`${name}: nothing is read, and neutral words are shown`, () => {
    assert.equal(readMessage(text), null);
    assert.deepEqual(wordsOf(readMessage(text)), NEUTRAL);
    assert.equal(carriedBy(null, "k"), null);
    assert.equal(tagOf(null), "neutral");
  });
}

test("the public's own words stand on the screen", () => {
  assert.deepEqual(wordsOf(read(PUBLIC)), { title: "Update from your saved place", body: "Open to see what changed." });
});

test("what is translated for the lock screen is what the server sends", () => assert.deepEqual(ON_THE_LOCK_SCREEN, wordsOf(read(PUBLIC))));

const HERS = { title: "Nowo\u015bci", body: "Otw\u00f3rz" };
test("in her language, where she asked in it", () => assert.deepEqual(wordsOf(read(PUBLIC), HERS), HERS));

const TELLTALE: [string, object][] = [
  ["a place's name as title", { title: "Lantern Room" }],
  ["a reason as body", { body: "It is closed now." }],
  ["a title with more behind it", { title: "Update from your saved place: Lantern Room" }],
  ["the words the wrong way round", { title: PUBLIC.body, body: PUBLIC.title }],
];
for (const [name, change] of TELLTALE) {
  test(`${name} never stands on somebody's lock screen`, () => assert.deepEqual(wordsOf(read({ ...PUBLIC, ...change }), HERS), NEUTRAL));
}

test("the neutral words name no place, no kind of place, no reason", () => {
  assert.doesNotMatch(Object.values(NEUTRAL).join(" "), /safe|charter|place|help|venue|closed|full|police|danger/i);
});

test("people at work read which venue it is about", () => assert.equal(wordsOf(read(VENUES)).title, "Nightjar opens now"));

test("of the buttons only the known ones are offered", () => {
  const message = read({ ...VENUES, actions: [...VENUES.actions, { action: "erase", title: "Erase" }, { action: "open" }, 7] });
  assert.deepEqual(message?.audience === "venues" && message.actions.map(({ action }) => action), ["open", "closed"]);
});

const OVER: [string, object, number, boolean][] = [
  ["before its end", PUBLIC, AT, false],
  ["on a phone that is twelve hours fast", PUBLIC, AT + 12 * HOUR, false],
  ["that ends soon, on a phone that is twelve hours fast", { ...PUBLIC, until: "2026-11-22T01:31:00Z" }, AT + 12 * HOUR, false],
  ["on a phone that is a day slow", PUBLIC, AT - 24 * HOUR, false],
  ["on the next evening", PUBLIC, AT + 18 * HOUR, true],
  ["of a night that is over, whatever its end", { ...PUBLIC, until: "2027-01-01T00:00:00Z" }, AT + 18 * HOUR, true],
  ["for venues on the next evening", VENUES, AT + 18 * HOUR, true],
  ["for the desk before its end", DESK, AT, false],
];
for (const [name, message, now, expected] of OVER) {
  test(`${name} it is ${expected ? "over" : "not over"}`, () => {
    const made = read(message);
    assert.ok(made);
    assert.equal(isOver(made, now), expected);
  });
}

test("a notification carries what a tap on it needs, and reads it back", () => {
  const all = [PUBLIC, VENUES, DESK].map((message) => carriedBy(read(message), "k"));
  assert.deepEqual(all, [
    { audience: "public", slug: "lantern-room" },
    { audience: "venues", slug: "nightjar", name: "Nightjar", key: "k", tag: "nudge-nightjar", ends: Date.parse(UNTIL) },
    { audience: "desk", url: "/desk/" },
  ]);
  assert.deepEqual(all.map((one) => readCarried(JSON.parse(JSON.stringify(one)))), all);
});

for (const rubbish of [null, 7, {}, { audience: "public", slug: "../x" }, { audience: "venues", slug: "nightjar" }, { audience: "desk", url: "//elsewhere.example" }]) {
  test(`${JSON.stringify(rubbish)} on a notification leads nowhere`, () => assert.equal(readCarried(rubbish), null));
}
