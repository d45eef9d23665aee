import assert from "node:assert/strict";
import { test } from "node:test";
import { coversUntil, newer, readHeld, readSnapshot } from "../../pwa/src/snapshot.ts";
import type { Place } from "../../pwa/src/types.ts";
import { held, NOW, place, snapshot } from "./made.ts";

const REFUSED: [string, unknown][] = [
  ["nothing", null],
  ["a list", []],
  ["a web page", "<html>Log in to the Wi-Fi</html>"],
  ["no places", { ...snapshot(), places: undefined }],
  ["a sequence in words", { ...snapshot(), seq: "7" }],
  ["no epoch", { ...snapshot(), epoch: undefined }],
  ["no date", { ...snapshot(), generated_at: "yesterday" }],
  ["places that are all damaged", { ...snapshot(), places: [{ slug: 1 }, null, "x"] }],
];
for (const [name, value] of REFUSED) {
  test(`${name} is not a snapshot`, () => assert.equal(readSnapshot(value), null));
}

const BAD_ROWS: [string, Partial<Record<keyof Place, unknown>>][] = [
  ["an unknown kind", { kind: "refuge" }],
  ["a slug that is an address", { slug: "../desk" }],
  ["no name", { name: "" }],
  ["a point off the earth", { point: { lat: 153, lng: 0 } }],
  ["a point in words", { point: { lat: "53", lng: "-2" } }],
  ["a window that ends before it starts", { windows: [["2026-11-22T03:00:00Z", "2026-11-21T20:00:00Z"]] }],
  ["a window without a zone", { windows: [["2026-11-21T20:00:00", "2026-11-22T03:00:00"]] }],
  ["a report without a time", { report: { status: "open" } }],
  ["a last entry in words", { last_entry: "2am" }],
  ["an empty text for unknown", { phone: "" }],
  ["services that are none", { services: null }],
  ["holidays in one word", { hours_may_differ_on: "2026-12-25" }],
];
for (const [name, change] of BAD_ROWS) {
  test(`a row with ${name} is left out and the others stay`, () => {
    const read = readSnapshot({ ...snapshot(), places: [{ ...place(), ...change }, place({ slug: "other" })] });
    assert.deepEqual(read?.places.map(({ slug }) => slug), ["other"]);
  });
}

test("a row that the release before wrote is whole", () => {
  const { hours_may_differ_on, hours_confirmed_on, ...old } = place();
  const [read] = readSnapshot({ ...snapshot(), places: [old] })?.places ?? [];
  assert.deepEqual([read?.hours_may_differ_on, read?.hours_confirmed_on], [hours_may_differ_on, hours_confirmed_on]);
});

test("latitude and longitude of nought are values", () => {
  assert.equal(readSnapshot(snapshot([place({ point: { lat: 0, lng: 0 } })]))?.places.length, 1);
});

test("keys that a newer server adds do no harm", () => {
  assert.equal(readSnapshot({ ...snapshot(), more: 1, places: [{ ...place(), more: 1 }] })?.places.length, 1);
});

test("an empty list from the server is a list: the demo may have been taken out", () => {
  assert.deepEqual(readSnapshot(snapshot([]))?.places, []);
});

test("windows are told up to 6am in London fourteen nights on", () => {
  assert.equal(new Date(coversUntil(snapshot())).toISOString(), "2026-12-05T06:00:00.000Z");
});

test("a store that lost its times holds nothing", () => {
  assert.equal(readHeld({ snapshot: snapshot(), etag: null }), null);
});

const SKEWS: [string, unknown, number][] = [["is kept", -60_000, -60_000], ["is none in an old row", undefined, 0], ["in words is none", "late", 0]];
for (const [name, skew, expected] of SKEWS) {
  test(`by how much the phone's clock was wrong ${name}`, () => {
    assert.equal(readHeld({ snapshot: snapshot(), checked_at: NOW, etag: null, skew })?.skew, expected);
  });
}

test("a newer sequence wins", () => {
  assert.equal(newer(held(), held([place()], { seq: 8 }))?.snapshot.seq, 8);
  assert.equal(newer(held([place()], { seq: 8 }), held())?.snapshot.seq, 8);
});

test("a restored server wins by its epoch though its sequence is lower", () => {
  assert.equal(newer(held(), held([place()], { epoch: 2, seq: 1 }))?.snapshot.epoch, 2);
});

test("with the same content the later check counts", () => {
  assert.equal(newer(held([], {}, NOW), held([], {}, NOW - 60_000))?.checked_at, NOW);
});

test("the first screen's short rows never displace whole ones of the same sequence", () => {
  const short = { ...held(), is_essence: true, checked_at: NOW + 1 };
  assert.deepEqual([newer(held(), short)?.is_essence, newer(short, held())?.is_essence], [false, false]);
  assert.equal(newer(held(), short)?.checked_at, NOW + 1);
});

test("a part of the list never displaces a whole one", () => {
  const part = { ...held([], { seq: 9 }), complete: false };
  assert.deepEqual([newer(held(), part)?.complete, newer(part, held())?.complete], [true, true]);
});
