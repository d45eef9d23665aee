import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { NOTHING, stopping, type Kept, type Row } from "../../pwa/src/alerts/rows.ts";
import { Browser, partOf } from "./browser.ts";
import { held } from "./made.ts";

const SIX = "2026-11-22T06:00:00Z";
const NOW = Date.parse("2026-11-22T01:30:00Z");
const HOUR = 3_600_000;
const TITLE = "Update from your saved place";
const MESSAGE = {
  v: 1, audience: "public", id: "a", title: TITLE, body: "Open to see what changed.", tag: "x", until: SIX,
  place: {
    slug: "lantern-room", epoch: 1, seq: 8, generated_at: "2026-11-22T01:29:30Z", night: ["2026-11-21T06:00:00Z", SIX],
    windows: [], report: null, call_first_until: null, is_listed: true,
  },
};
const ROW: Row = { id: "a", tells: "place", place: "lantern-room", ends_at: SIX, key_id: "k" };
const browser = new Browser();
const { pushed } = await partOf("pushed");
const { tapped } = await partOf("tapped");

beforeEach(() => {
  browser.forget();
  browser.keep("keyval-store", "/alerts.json", { ...NOTHING, rows: [ROW] });
  const { snapshot, checked_at, etag } = held();
  browser.keep("keyval-store", "/held.json", { snapshot, checked_at, etag });
});

const push = (message: object = MESSAGE): Promise<void> => pushed({ text: () => JSON.stringify(message) });

function windows(): unknown {
  const { snapshot } = browser.kept("keyval-store", "/held.json") as ReturnType<typeof held>;
  return snapshot.places[0]?.windows.length;
}

const KEPT: Kept = { ...NOTHING, rows: [ROW] };
const OTHER: Row = { ...ROW, id: "b", place: "bus" };
const WANTED: [string, unknown, object, boolean][] = [
  ["for an alert of this phone", KEPT, MESSAGE, true],
  ["for one that was stopped without signal", stopping({ ...KEPT, rows: [ROW, OTHER] }, ({ id }) => id === "a"), MESSAGE, false],
  ["for one that this phone knows nothing of", { ...KEPT, rows: [OTHER] }, MESSAGE, false],
  ["that does not say for which", { ...KEPT, rows: [OTHER] }, { ...MESSAGE, id: undefined }, true],
];
for (const [name, store, message, isShown] of WANTED) {
  test(`a push ${name} is stored and ${isShown ? "shown" : "not left on the screen"}`, async (t) => {
    t.mock.timers.enable({ apis: ["Date"], now: NOW });
    browser.keep("keyval-store", "/alerts.json", store);
    await push(message);
    assert.equal(windows(), 1);
    assert.deepEqual(browser.left.map(({ title }) => title), isShown ? [TITLE] : []);
    assert.equal(browser.shown.length, 1, "a browser punishes what was not shown");
  });
}

test("who asked in another language reads it in that language", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: NOW });
  const words = { title: "Wiadomo\u015b\u0107 z zapisanego miejsca", body: "Otw\u00f3rz" };
  browser.keep("keyval-store", "/alerts.json", { ...NOTHING, rows: [{ ...ROW, words }] });
  await push();
  assert.deepEqual(browser.left.map(({ title, body }) => [title, body]), [[words.title, words.body]]);
});

test("where the store says nothing, a push is shown", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: NOW });
  browser.hangs = "store";
  await push();
  assert.deepEqual(browser.left.map(({ title }) => title), [TITLE]);
});

for (const [hours, isShown] of [[8, true], [12, true], [24, false], [-24, true]] as const) {
  test(`on a phone whose clock is ${hours} hours off, a live message is ${isShown ? "shown" : "closed at once"}`, async (t) => {
    t.mock.timers.enable({ apis: ["Date"], now: NOW + hours * HOUR });
    await push();
    assert.equal(browser.left.length, isShown ? 1 : 0);
  });
}

const EVERYTHING = "showNotification getNotifications matchAll openWindow close focus postMessage";
for (const throws of [...EVERYTHING.split(" "), EVERYTHING]) {
  test(`nothing that the browser refuses (${throws}) throws in a push or a tap`, async (t) => {
    t.mock.timers.enable({ apis: ["Date"], now: NOW });
    browser.throws = throws;
    await pushed(null);
    await pushed({ text: () => { throw new TypeError("no text"); } });
    await push();
    t.mock.timers.setTime(NOW + 48 * HOUR);
    await push();
    const close = (): void => {
      if (throws.includes("close")) throw new TypeError("close");
    };
    const venue = { audience: "venues", slug: "nightjar", name: "Nightjar", key: "k", tag: "t" };
    for (const ends of [0, NOW + 96 * HOUR]) {
      for (const action of ["", "open"]) await tapped({ data: { ...venue, ends }, close }, action);
    }
    for (const data of [null, { audience: "public", slug: "lantern-room" }, { audience: "desk", url: "/desk/" }]) await tapped({ data, close }, "");
  });
}

test("a push clears away what is left of nights long over", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: NOW + 72 * HOUR });
  const reminder: Row = { ...ROW, id: "v", tells: "venues", place: null, ends_at: null };
  browser.keep("keyval-store", "/alerts.json", { ...KEPT, rows: [ROW, reminder], show: "lantern-room" });
  await push({ ...MESSAGE, id: "v", audience: "desk", url: "/desk/", until: "2026-11-26T06:00:00Z" });
  assert.deepEqual(browser.kept("keyval-store", "/alerts.json"), { ...NOTHING, rows: [reminder] });
  assert.equal(browser.left.length, 1);
});
