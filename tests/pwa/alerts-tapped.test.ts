import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { carriedBy, readMessage } from "../../pwa/src/alerts/message.ts";
import { Browser, partOf } from "./browser.ts";

const NIGHT = ["2026-11-21T06:00:00Z", "2026-11-22T06:00:00Z"];
const UNTIL = "2026-11-22T02:30:00Z";
const VENUES = {
  v: 1, audience: "venues", id: "b", title: "Nightjar opens now", body: "Still right?", tag: "nudge-nightjar", until: UNTIL,
  venue: { slug: "nightjar", name: "Nightjar", night: NIGHT, what: "opening" },
  actions: [{ action: "open", title: "Open" }, { action: "closed", title: "Closed tonight" }],
};
const browser = new Browser();
const { tapped } = await partOf("tapped");

beforeEach(() => browser.forget());

async function press(action: string, message: object = VENUES, data: unknown = carriedBy(readMessage(JSON.stringify(message)), crypto.randomUUID())): Promise<void> {
  await tapped({ data, close: () => undefined }, action);
}

const REMINDERS: [string, string, object, boolean][] = [
  ["in the night that it asked about", "2026-11-22T01:30:00Z", VENUES, true],
  ["in that night, after it ran out", "2026-11-22T05:59:00Z", VENUES, true],
  ["when that night has ended", "2026-11-22T06:00:00Z", VENUES, false],
  ["in the afternoon", "2026-11-22T15:00:00Z", VENUES, false],
  ["about special hours that have ended", "2026-11-22T02:30:00Z", { ...VENUES, venue: { ...VENUES.venue, what: "special" } }, false],
  ["that names no night, until it runs out", "2026-11-22T02:29:00Z", { ...VENUES, venue: { slug: "nightjar", name: "Nightjar" } }, true],
  ["that names no night, then", UNTIL, { ...VENUES, venue: { slug: "nightjar", name: "Nightjar" } }, false],
];
for (const [name, at, message, isSent] of REMINDERS) {
  for (const action of ["open", "closed"]) {
    test(`${action} on a reminder ${name} is ${isSent ? "sent" : "not sent, and the screen opens"}`, async (t) => {
      t.mock.timers.enable({ apis: ["Date"], now: Date.parse(at) });
      await press(action, message);
      const [shown] = browser.left;
      assert.equal(browser.asked.length, isSent ? 1 : 0);
      assert.match(shown?.body ?? "", isSent ? /^Saved: / : /^That was for last night, so nothing was sent\./);
      assert.deepEqual(browser.opened, isSent ? [] : ["/venue"]);
      assert.equal(browser.kept("venue", "queue") === undefined || (browser.kept("venue", "queue") as []).length === 0, true);
      assert.deepEqual(shown?.actions, []);
    });
  }
}

test("a reminder that a build before has shown says nothing of its night, and is not answered", async () => {
  await press("closed", VENUES, { audience: "venues", slug: "nightjar", name: "Nightjar", key: "k", tag: "nudge-nightjar" });
  assert.deepEqual([browser.asked, browser.opened], [[], ["/venue"]]);
});
