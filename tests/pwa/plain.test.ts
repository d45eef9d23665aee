import assert from "node:assert/strict";
import { test } from "node:test";
import { plainPage } from "../../pwa/src/worker/plain.ts";
import { held, NOW, place } from "./made.ts";

const textOf = (places: Parameters<typeof held>[0]): Promise<string> => plainPage(held(places), NOW).text();

test("without the app's own files the open places are named, with where, until when and a number", async () => {
  const text = await textOf([place({ phone: "01632 960101" })]);
  for (const words of ["<h2>Open now</h2>", "Lantern Room", "1 Example Street, Hanley", "Should be open until 3am.", 'href="tel:01632960101"', 'href="tel:999"']) {
    assert.ok(text.includes(words), words);
  }
});

test("where nothing is open the next to open are named", async () => {
  const text = await textOf([place({ windows: [["2026-11-28T20:00:00Z", "2026-11-29T03:00:00Z"]] })]);
  assert.deepEqual([text.includes("<h2>Open now</h2>"), text.includes("<h2>Next to open</h2>")], [false, true]);
});

test("a name is text and never a tag", async () => {
  const text = await textOf([place({ name: '<img src=x onerror="a">', address: "1 & 2" })]);
  assert.ok(!text.includes("<img") && text.includes("&lt;img src=x onerror=&quot;a&quot;&gt;") && text.includes("1 &amp; 2"));
});

test("where the list is lost too it says so, and whom to ask", async () => {
  const text = await plainPage(null, NOW).text();
  assert.ok(text.includes("The list of places is missing too.") && text.includes('href="tel:999"'));
});

test("a clock that is behind makes nothing look younger than its last check", async () => {
  const text = await plainPage(held([place()], {}, NOW), NOW - 26 * 3_600_000).text();
  assert.ok(text.includes("Should be open until 3am."), text);
});

test("the page may do nothing but be read", () => {
  assert.match(plainPage(null, NOW).headers.get("Content-Security-Policy") ?? "", /^default-src 'none'/);
});
