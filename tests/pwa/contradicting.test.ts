import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { contradict, type Told } from "../../pwa/src/contradicting.ts";

const real = globalThis.fetch;
afterEach(() => (globalThis.fetch = real));

const ANSWERS: [string, () => Promise<Response>, Told][] = [
  ["202 is thanks", async () => Response.json({ thanks: "" }, { status: 202 }), "told"],
  ["a Wi-Fi log-in page is none", async () => new Response("<html>", { status: 200 }), "refused"],
  ["too many is none", async () => Response.json({}, { status: 429 }), "refused"],
  ["trouble of ours is none", async () => Response.json({}, { status: 503 }), "refused"],
  ["no signal is said to be that", async () => Promise.reject(new TypeError("Failed to fetch")), "no_signal"],
];
for (const [name, answer, told] of ANSWERS) {
  test(name, async () => {
    const asked: [string, RequestInit][] = [];
    globalThis.fetch = async (url, init) => (asked.push([String(url), init ?? {}]), answer());
    assert.equal(await contradict("lantern-room", "nobody_helped"), told);
    const [[url, init] = ["", {}], ...more] = asked;
    assert.deepEqual([url, init.body, init.credentials, more.length], ["/api/v1/places/lantern-room/contradictions", '{"what":"nobody_helped"}', "omit", 0]);
  });
}
