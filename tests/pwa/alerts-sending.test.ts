import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Browser, partOf } from "./browser.ts";

const browser = new Browser();
const { tapped } = await partOf("tapped");
const ENDS = Date.parse("2026-11-22T06:00:00Z");

beforeEach(() => browser.forget());

async function press(action: string): Promise<void> {
  const data = { audience: "venues", slug: "nightjar", name: "Nightjar", key: crypto.randomUUID(), tag: "nudge-nightjar", ends: ENDS };
  await tapped({ data, close: () => undefined }, action);
}

test("a tap that waits for the lock of a page that sleeps is sent all the same, as old as it is by then", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-22T01:30:00Z") });
  browser.hangs = "lock";
  const done = press("closed");
  t.mock.timers.setTime(Date.parse("2026-11-22T01:30:04Z"));
  await done;
  const [age] = browser.asked.map(({ body }) => body?.["age_s"]);
  assert.ok(age === 3 || age === 4, `${age}`);
});

test("what cannot be kept is sent all the same", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-22T01:30:00Z") });
  browser.hangs = "store";
  await press("open");
  assert.equal(browser.asked.length, 1);
  assert.match(browser.left[0]?.body ?? "", /^Saved: open/);
});

test("what can neither be kept nor sent says so", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-22T01:30:00Z") });
  browser.hangs = "store";
  browser.answer = () => null;
  await press("open");
  assert.equal(browser.left[0]?.body, "Not sent, and this device cannot keep it. Tap to say it on the screen.");
});

test("without signal it waits on the device", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-22T01:30:00Z") });
  browser.answer = () => null;
  await press("open");
  assert.equal(browser.left[0]?.body, "Not sent yet. It waits on this device.");
  assert.equal((browser.kept("venue", "queue") as []).length, 1);
});
