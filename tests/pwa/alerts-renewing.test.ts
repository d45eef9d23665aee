import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { renew, subscribed } from "../../pwa/src/alerts/renewing.ts";
import { NOTHING, readKept, type Kept, type Row } from "../../pwa/src/alerts/rows.ts";
import { toldUntil } from "../../pwa/src/alerts/tonight.ts";
import { Browser } from "./browser.ts";

const SIX = "2026-11-22T06:00:00Z";
const NOW = Date.parse("2026-11-22T01:30:00Z");
const ROW: Row = { id: "a", tells: "place", place: "lantern-room", ends_at: SIX, key_id: "k" };
const REMINDER: Row = { id: "v", tells: "venues", place: null, ends_at: null, key_id: "k" };
const browser = new Browser();
const heard: unknown[] = [];
const subscription = { options: {}, toJSON: () => ({ endpoint: "https://push.example/2", keys: {} }), unsubscribe: async () => true };
const push = { getSubscription: async () => subscription, subscribe: async () => subscription } as unknown as PushManager;

beforeEach(() => {
  browser.forget();
  heard.length = 0;
});

function keep(change: Partial<Kept>): void {
  browser.keep("keyval-store", "/alerts.json", { ...NOTHING, ...change });
}

function kept(): Kept {
  return readKept(browser.kept("keyval-store", "/alerts.json"));
}

/** What the server says to those that move, and to those that ask. */
function serve(put: number, post: number): void {
  browser.answer = ({ method, path }) => {
    if (path.endsWith("/key")) return { status: 200, data: { key_id: "k2", public_key: "p" } };
    const status = method === "PUT" ? put : post;
    if (status === 0) return null;
    return { status, data: { id: method === "PUT" ? path.split("/").at(-1) : "b", ends_at: SIX, key_id: "k2", now: { slug: "lantern-room" } } };
  };
}

const NEW: Row = { ...ROW, id: "b", key_id: "k2" };
const words = { title: "Nowo\u015bci", body: "Otw\u00f3rz" };
const CHANGES: [string, Row, number, number, Row[], boolean][] = [
  ["that the server knows moves", ROW, 200, 500, [{ ...ROW, key_id: "k2" }], false],
  ["that the server forgot is asked for again", ROW, 404, 201, [NEW], false],
  ["that the server forgot stays in her language", { ...ROW, words }, 404, 201, [{ ...NEW, words }], false],
  ["of a place that is not listed any more is dropped", ROW, 404, 400, [], false],
  ["that cannot be asked for again just now waits, and is known to be broken", ROW, 404, 429, [ROW], true],
  ["that loses the signal between is known to be broken", ROW, 404, 0, [ROW], true],
  ["of somebody at work waits for their page", REMINDER, 404, 201, [REMINDER], true],
];
for (const [name, row, put, post, rows, is_broken] of CHANGES) {
  test(`an alert ${name}`, async () => {
    keep({ rows: [row] });
    serve(put, post);
    await renew(push, (now) => heard.push(now));
    assert.deepEqual([kept().rows, kept().is_broken], [rows, is_broken]);
    assert.deepEqual(heard, rows[0]?.id === "b" ? [{ slug: "lantern-room" }] : [], "what changed between is taken in");
  });
}

const STANDS: [string, Partial<Kept>, string, number, string | null][] = [
  ["all is well", { rows: [ROW] }, "granted", 500, SIX],
  ["nothing was asked for", {}, "granted", 500, null],
  ["the night is over", { rows: [{ ...ROW, ends_at: "2026-11-22T01:00:00Z" }] }, "granted", 500, null],
  ["it is broken and can be mended", { rows: [ROW], is_broken: true }, "granted", 200, SIX],
  ["it is broken and stays so", { rows: [ROW], is_broken: true }, "granted", 500, "lost"],
  ["the browser may show nothing any more", { rows: [ROW] }, "denied", 200, "lost"],
];
for (const [name, held, permission, status, expected] of STANDS) {
  test(`where ${name} she reads that she is told until: ${expected}`, async () => {
    keep(held);
    serve(status, status);
    Object.assign(globalThis, { Notification: { permission } });
    Object.assign(navigator, { serviceWorker: { getRegistration: async () => ({ pushManager: push, active: null }) } });
    assert.equal(await toldUntil("lantern-room", NOW), expected);
  });
}

const BYTES = Uint8Array.from(atob("AQID"), (one) => one.charCodeAt(0)).buffer;
const KEYS: [string, ArrayBuffer | null, string[], boolean][] = [
  ["says today's key", BYTES, ["old"], false],
  ["says another key", new ArrayBuffer(3), ["k2"], true],
  ["says nothing, and was noted with today's", null, ["k2", "k2"], false],
  ["says nothing, and was noted with another", null, ["k2", "old"], true],
  ["says nothing, and nothing was noted", null, [], true],
];
for (const [name, applicationServerKey, noted, expected] of KEYS) {
  test(`a subscription that ${name} is ${expected ? "made anew" : "kept"}`, async () => {
    keep({ rows: noted.map((key_id, i) => ({ ...ROW, id: `${i}`, key_id })) });
    const held = { ...subscription, options: { applicationServerKey } };
    const pushes = { getSubscription: async () => held, subscribe: async () => held } as unknown as PushManager;
    assert.equal((await subscribed(pushes, { key_id: "k2", public_key: "AQID" })).isNew, expected);
  });
}
