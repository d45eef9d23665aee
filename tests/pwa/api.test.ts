import assert from "node:assert/strict";
import { test } from "node:test";
import { checkPlaces, judge } from "../../pwa/src/api.ts";
import { held, NOW, place, snapshot } from "./made.ts";

const JSON_TYPE = { "Content-Type": "application/json", Date: "Sun, 22 Nov 2026 01:31:00 GMT", ETag: '"1-8"' };
const body = (change = {}): string => JSON.stringify(snapshot([place()], { seq: 8, ...change }));

/** What stands between a phone and the server at 01:30: log-in pages, broken proxies, old copies. */
const ANSWERS: [string, Response, string][] = [
  ["a newer list", new Response(body(), { headers: JSON_TYPE }), "new"],
  ["the same sequence again", new Response(body({ seq: 7 }), { headers: JSON_TYPE }), "new"],
  ["the same list with nobody in it", new Response(body({ seq: 7, places: [] }), { headers: JSON_TYPE }), "failed"],
  ["a newer list with nobody in it", new Response(body({ places: [] }), { headers: JSON_TYPE }), "new"],
  ["a log-in page with 200", new Response("<html>", { headers: { "Content-Type": "text/html" } }), "portal"],
  ["a log-in page that says it is JSON", new Response("{}", { headers: JSON_TYPE }), "failed"],
  ["511, network authentication required", new Response("", { status: 511 }), "portal"],
  ["a forbidding proxy", new Response("", { status: 403 }), "portal"],
  ["an older list", new Response(body({ seq: 6 }), { headers: JSON_TYPE }), "failed"],
  ["an older epoch", new Response(body({ epoch: 0, seq: 99 }), { headers: JSON_TYPE }), "failed"],
  ["a newer epoch with a lower sequence", new Response(body({ epoch: 2, seq: 1 }), { headers: JSON_TYPE }), "new"],
  ["nothing newer", new Response(null, { status: 304 }), "same"],
  ["a server in trouble", new Response("", { status: 503 }), "failed"],
  ["too many requests", new Response("", { status: 429 }), "failed"],
];
for (const [name, response, expected] of ANSWERS) {
  test(`${name}: ${expected}`, async () => assert.equal((await judge(response, held(), NOW)).kind, expected));
}

test("a list cut off in the middle is refused", async () => {
  await assert.rejects(judge(new Response(body().slice(0, 90), { headers: JSON_TYPE }), held(), NOW));
});

test("a list is as old as the server's clock says, not the phone's", async () => {
  const outcome = await judge(new Response(body(), { headers: JSON_TYPE }), null, NOW + 9_999_999);
  assert.equal(outcome.kind === "new" && outcome.held.checked_at, Date.parse("2026-11-22T01:31:00Z"));
});

test("a 304 means nothing to a phone that holds nothing", async () => {
  assert.equal((await judge(new Response(null, { status: 304 }), null, NOW)).kind, "portal");
});

test("an answer that stops half way is given up, so that the phone asks again", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let began = (): void => undefined;
  const reading = new Promise<void>((resolve) => (began = resolve));
  t.mock.method(globalThis, "fetch", (_: string, { signal }: { signal: AbortSignal }) => {
    const half = new ReadableStream({
      start(stream) {
        stream.enqueue(new TextEncoder().encode('{"epoch":'));
        signal.addEventListener("abort", () => stream.error(signal.reason));
      },
      pull: () => began(),
    });
    return Promise.resolve(new Response(half, { headers: JSON_TYPE }));
  });
  const asked = checkPlaces(held(), NOW);
  await reading;
  t.mock.timers.tick(10_000);
  const stuck = new Promise((resolve) => setImmediate(() => setImmediate(() => resolve({ kind: "stuck" }))));
  assert.equal(((await Promise.race([asked, stuck])) as { kind: string }).kind, "failed");
});
