import assert from "node:assert/strict";
import { test } from "node:test";
import { isFile, mayKeep, mayRedirect, standIn, treatment, wantedType } from "../../pwa/src/worker/policy.ts";

const HOME = "https://open.example";

const TREATED: [string, string, boolean, string][] = [
  ["GET", "/", true, "page"],
  ["GET", "/place/lantern-room", true, "page"],
  ["POST", "/near", true, "leave"],
  ["GET", "/api/v1/places", false, "leave"],
  ["GET", "/api/v1/places?x=1", false, "leave"],
  ["GET", "/api/v1/docs", true, "leave"],
  ["GET", "/desk/", true, "leave"],
  ["GET", "/charter", true, "leave"],
  ["GET", "/charter/status", true, "leave"],
  ["GET", "/venue", true, "page"],
  ["GET", "/venue", false, "leave"],
  ["GET", "/api/v1/venues/mine", false, "leave"],
  ["POST", "/api/v1/venues/bar/reports", false, "leave"],
  ["GET", "/_allauth/browser/v1/auth/session", false, "leave"],
  ["GET", "/static/assets/main.js", false, "file"],
  ["GET", "/seed.json", false, "file"],
  ["GET", "/healthz", true, "leave"],
  ["GET", "https://tiles.example/1.png", false, "leave"],
];
for (const [method, address, isNavigation, expected] of TREATED) {
  test(`${method} ${address} is treated as: ${expected}`, () => {
    assert.equal(treatment(method, new URL(address, HOME), HOME, isNavigation), expected);
  });
}

test("without signal every page is the app, but help, privacy and the venue's screens are themselves", () => {
  const addresses = ["/", "/place/x", "/help", "/privacy", "/venue"];
  assert.deepEqual(addresses.map((one) => standIn(one)), ["/shell", "/shell", "/help/kept", "/privacy", "/venue"]);
});

const IN_ITS_LANGUAGE = [
  ["/pl", "/pl/shell"],
  ["/pl/", "/pl/shell"],
  ["/pl/place/x", "/pl/shell"],
  ["/pl/help", "/pl/help/kept"],
  ["/ar/privacy", "/ar/privacy"],
  ["/place/pl", "/shell"],
  ["/plain", "/shell"],
  ["/de/help", "/shell"],
] as const;
for (const [address, expected] of IN_ITS_LANGUAGE) {
  test(`without signal ${address} is ${expected}`, () => assert.equal(standIn(address, ["pl", "ar"]), expected));
}

test("of all pages a short address alone leads elsewhere; a Wi-Fi sends to its log-in", () => {
  assert.deepEqual(["/p/k7w2q", "/pl/p/k7w2q", "/", "/pl/place/x", "/help", "/venue", "/near"].map(mayRedirect), [true, true, false, false, false, false, false]);
});

test("only files may come without a digest", () => {
  assert.deepEqual(["/robots.txt", "/app.webmanifest", "/", "/near", "/place/x.y-z", "/in/hanley/poster"].map(isFile), [true, true, false, false, false, false]);
});

const good = { status: 200, type: "basic" as ResponseType, redirected: false };
const KEPT: [string, Parameters<typeof mayKeep>[0], string, string, boolean][] = [
  ["the shell", good, "text/html; charset=utf-8", "/shell", true],
  ["the seed", good, "application/json", "/seed.json", true],
  ["a script", good, "text/javascript", "/static/a.js", true],
  ["a redirected page", { ...good, redirected: true }, "text/html", "/shell", false],
  ["an opaque answer", { ...good, type: "opaque", status: 0 }, "text/html", "/shell", false],
  ["another site's answer", { ...good, type: "cors" }, "text/html", "/shell", false],
  ["a log-in page in place of the seed", good, "text/html", "/seed.json", false],
  ["a log-in page in place of a script", good, "text/html", "/static/a.js", false],
  ["an error", { ...good, status: 503 }, "application/json", "/seed.json", false],
];
for (const [name, response, type, path, expected] of KEPT) {
  test(`${name} is ${expected ? "kept" : "never kept"}`, () => assert.equal(mayKeep(response, type, wantedType(path)), expected));
}
