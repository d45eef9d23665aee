import assert from "node:assert/strict";
import { test } from "node:test";
import { checkPlaces, judge } from "../../pwa/src/api.ts";
import { digest, held, NOW, place, snapshot } from "./made.ts";

const JSON_TYPE = { "Content-Type": "application/json", Date: "Sun, 22 Nov 2026 01:31:00 GMT", ETag: '"1-8"' };
const body = (change = {}): string => JSON.stringify(snapshot([place()], { seq: 8, ...change }));
const signed = (sent: string, read = sent): Response => new Response(read, { headers: { ...JSON_TYPE, "Unencoded-Digest": digest(sent) } });
const elsewhere = (): Response => Object.defineProperty(Response.error(), "type", { value: "opaqueredirect" });

/** What stands between a phone and the server at 01:30: log-in pages, broken proxies, old copies. */
const ANSWERS: [string, Response, string][] = [
  ["a newer list", signed(body()), "new"],
  ["the same sequence again", signed(body({ seq: 7 })), "new"],
  ["the same list with nobody in it", signed(body({ seq: 7, places: [] })), "failed"],
  ["a newer list with nobody in it", signed(body({ places: [] })), "new"],
  ["a log-in page with 200", new Response("<html>", { headers: { "Content-Type": "text/html" } }), "portal"],
  ["a log-in page that says it is JSON", new Response("{}", { headers: JSON_TYPE }), "portal"],
  ["a list of a stranger's", new Response(body(), { headers: JSON_TYPE }), "portal"],
  ["a log-in page to be sent to", elsewhere(), "portal"],
  ["204", new Response(null, { status: 204 }), "portal"],
  ["nothing newer, from one who does not know the list", new Response(null, { status: 304 }), "portal"],
  ["nothing newer than another list", new Response(null, { status: 304, headers: { ETag: '"1-6"' } }), "portal"],
  ["511, network authentication required", new Response("", { status: 511 }), "portal"],
  ["a forbidding proxy", new Response("", { status: 403 }), "portal"],
  ["an older list", signed(body({ seq: 6 })), "failed"],
  ["an older epoch", signed(body({ epoch: 0, seq: 99 })), "failed"],
  ["a newer epoch with a lower sequence", signed(body({ epoch: 2, seq: 1 })), "new"],
  ["nothing newer", new Response(null, { status: 304, headers: { ETag: '"1-7"' } }), "same"],
  ["a server in trouble", new Response("", { status: 503 }), "failed"],
  ["too many requests", new Response("", { status: 429 }), "failed"],
];
for (const [name, response, expected] of ANSWERS) {
  test(`${name}: ${expected}`, async () => assert.equal((await judge(response, held(), NOW)).kind, expected));
}

const DAMAGED: [string, Response][] = [
  ["cut off in the middle", signed(body(), body().slice(0, 90))],
  ["cut off where it still is JSON", signed(body(), JSON.stringify(snapshot([], { seq: 8 })))],
  ["with one letter changed", signed(body(), body().replace("Lantern", "Lantarn"))],
  ["of nothing", signed(body(), "")],
  ["that unpacks to more than a county has", signed(body(), `${body()}${" ".repeat(16 * 1024 * 1024)}`)],
];
for (const [name, response] of DAMAGED) {
  test(`a list ${name} is refused`, async () => assert.rejects(judge(response, held(), NOW)));
}

test("a list is as old as the server's clock says, not the phone's", async () => {
  const outcome = await judge(signed(body()), null, NOW + 9_999_999);
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
    return Promise.resolve(new Response(half, { headers: { ...JSON_TYPE, "Unencoded-Digest": digest("") } }));
  });
  const asked = checkPlaces(held(), NOW);
  await reading;
  t.mock.timers.tick(10_000);
  const stuck = new Promise((resolve) => setImmediate(() => setImmediate(() => resolve({ kind: "stuck" }))));
  assert.equal(((await Promise.race([asked, stuck])) as { kind: string }).kind, "failed");
});
