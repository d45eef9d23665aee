import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "../../pwa/src/venue/api.ts";
import { isInView, metresWords, moved, pointAt, spotOf, stepOf, typedPoint, WIDTHS } from "../../pwa/src/plainmap.ts";
import { isAskedAgain, nextPath } from "../../pwa/src/venue/next.ts";
import { drawn } from "../../pwa/src/venue/qr.ts";

const NEXT: [string, string | null][] = [
  ["?next=/desk/", "/desk/"], ["?next=/desk/venues?q=1", "/desk/venues?q=1"], ["", null], ["?next=", null], ["?next=desk", null],
  ["?next=//evil.example", null], ["?next=/%5Cevil.example", null], ["?next=/\\evil.example", null], ["?next=https://evil.example/", null],
  ["?next=javascript:alert(1)", null], ["?next=/%09/evil.example", null], ["?next=%20/desk/", null], ["?next=/a%5C..", null],
];
for (const [search, path] of NEXT) {
  test(`after signing in with "${search}" one goes to ${path ?? "no other page"}`, () => assert.equal(nextPath(search), path));
}

for (const [search, isAsked] of [["?again=1&next=/desk/", true], ["?next=/desk/%3Fagain", false], ["", false]] as const) {
  test(`with "${search}" the desk ${isAsked ? "asks" : "does not ask"} for a fresh proof`, () => assert.equal(isAskedAgain(search), isAsked));
}

const QRS: [string, string, object | null][] = [
  ["segno's", '<svg width="264" height="264" class="segno"><path transform="scale(8)" stroke="#000" class="qrline" d="M4 4.5h7m1 0h1"/></svg>', { size: 33, path: "M4 4.5h7m1 0h1", isStroked: true }],
  ["segno's on white", '<svg width="222"><g transform="scale(6)"><path fill="#fff" d="M0 0h37v37h-37z"/><path class="qrline" stroke="#000" d="M4 4.5h7m2 0h2m1 0h1m2"/></g></svg>', { size: 37, path: "M4 4.5h7m2 0h2m1 0h1m2", isStroked: true }],
  ["a filled one", '<svg viewBox="0 0 29 29" width="29mm"><path d="M4,4H5V5H4z" id="qr-path" fill="#000000" stroke="none"/></svg>', { size: 29, path: "M4,4H5V5H4z", isStroked: false }],
  ["no path", '<svg viewBox="0 0 29 29"><rect/></svg>', null],
  ["something else in its path", '<svg viewBox="0 0 29 29"><path d="javascript:x()"/></svg>', null],
  ["not an SVG", "hello", null],
];
for (const [name, svg, expected] of QRS) {
  test(`a QR code: ${name}`, () => assert.deepEqual(drawn(svg), expected));
}

const HANLEY = { lat: 53.0246, lng: -2.1729 };
const view = { middle: HANLEY, width_m: 2_000 };

test("a spot on the map is the point that is drawn there", () => {
  const point = pointAt({ x: 40, y: 300 }, view);
  const { x, y } = spotOf(point, view);
  assert.ok(Math.abs(x - 40) < 0.5 && Math.abs(y - 300) < 0.5);
  assert.deepEqual([isInView({ x, y }), isInView({ x: -1, y })], [true, false]);
});

test("north is up and east is right", () => {
  const [north, east] = [spotOf(moved(HANLEY, 0, 500), view), spotOf(moved(HANLEY, 500, 0), view)];
  assert.deepEqual([Math.round(north.y), Math.round(east.x)], [80, 240]);
});

test("steps are round", () => {
  assert.deepEqual(WIDTHS.map((width_m) => metresWords(stepOf({ middle: HANLEY, width_m }))), ["20 km", "5 km", "2 km", "1 km", "500 m", "200 m", "50 m"]);
});

const TYPED: [string, string, object | null][] = [
  ["53.0246", "-2.1729", HANLEY], [" 53 ", "0", { lat: 53, lng: 0 }], ["0", "0", { lat: 0, lng: 0 }],
  ["", "", null], ["53,02", "-2", null], ["91", "0", null], ["53", "181", null], ["north", "west", null],
];
for (const [lat, lng, expected] of TYPED) {
  test(`"${lat}", "${lng}" is ${expected ? "a point" : "no point"}`, () => assert.deepEqual(typedPoint(lat, lng), expected));
}

function json(status: number, body: unknown, type = "application/json"): Response {
  return new Response(status === 204 ? null : JSON.stringify(body), { status, headers: { "Content-Type": type } });
}

const ANSWERS: [string, Response, object][] = [
  ["what was asked for", json(201, { id: 1 }), { kind: "ok", status: 201, data: { id: 1 } }],
  ["nothing to say", json(204, null), { kind: "ok", status: 204, data: undefined }],
  ["a Wi-Fi log-in page", json(200, "<html>", "text/html; charset=utf-8"), { kind: "offline" }],
  ["a proxy's apology", json(502, "<html>", "text/html"), { kind: "offline" }],
];
for (const [name, response, expected] of ANSWERS) {
  test(`an answer: ${name}`, async () => assert.deepEqual(await judge(response), expected));
}

test("our own errors and the sign-in library's come in one shape", async () => {
  const ours = await judge(json(400, { error: { code: "invalid", message: "Not right.", fields: { until: ["Type a time."] } } }));
  const theirs = await judge(json(400, { status: 400, errors: [{ code: "incorrect_code", param: "code", message: "Incorrect code." }] }));
  const bare = await judge(json(429, { status: 429 }));
  const seen = [ours, theirs, bare].map((one) => (one.kind === "refused" ? [one.code, one.message.slice(0, 10), one.fields] : one));
  assert.deepEqual(seen, [
    ["invalid", "Not right.", { until: ["Type a time."] }],
    ["incorrect_code", "Incorrect ", { code: ["Incorrect code."] }],
    ["429", "Something ", {}],
  ]);
});
