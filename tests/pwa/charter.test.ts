import assert from "node:assert/strict";
import { test } from "node:test";
import { dayOf, merged, missing, read, withoutGaps, withoutPlace, type Draft } from "../../pwa/src/charter/draft.ts";

const AT = Date.UTC(2026, 10, 26, 12);
const DAY_MS = 24 * 3_600_000;

function draft(answers: Record<string, string>): Draft {
  return { at: AT, page: "champion", answers };
}

test("what is typed on one page is added to what was typed on others", () => {
  const kept = merged(draft({ town: "Leek" }), [["page", "signatory"], ["signatory_name", "Ann"], ["go", "on"]], AT + 1);
  assert.deepEqual(kept, { at: AT + 1, page: "signatory", answers: { town: "Leek", signatory_name: "Ann" } });
});

test("what was emptied stays empty", () => {
  assert.deepEqual(merged(draft({ town: "Leek" }), [["town", ""]], AT).answers, { town: "" });
});

test("the trap for machines is never kept", () => {
  assert.deepEqual(merged(null, [["fax_number", "1"]], AT).answers, {});
});

test("a draft is read as it was kept", () => {
  const kept = draft({ town: "Leek" });
  assert.deepEqual(read(JSON.stringify(kept), AT + DAY_MS), kept);
});

for (const [why, text] of [
  ["nothing is there", null],
  ["it is no JSON", "{"],
  ["it is no draft", '{"at":1}'],
  ["an answer is no text", JSON.stringify({ at: AT, page: "check", answers: { town: 1 } })],
  ["it is a list", "[]"],
] as const) {
  test(`nothing is read where ${why}`, () => assert.equal(read(text, AT), null));
}

test("after seven days it is not read any more", () => {
  const text = JSON.stringify(draft({}));
  assert.notEqual(read(text, AT + 7 * DAY_MS - 1), null);
  assert.equal(read(text, AT + 7 * DAY_MS), null);
});

test("a place that is taken out lets the next move up", () => {
  const kept = draft({ "place-0-name": "A", "place-1-name": "B", "place-2-name": "C", town: "Leek" });
  assert.deepEqual(withoutPlace(kept, 1).answers, { town: "Leek", "place-0-name": "A", "place-1-name": "C" });
});

test("ten places keep their order", () => {
  const places = Object.fromEntries([...Array(11).keys()].map((number) => [`place-${number}-name`, `N${number}`]));
  assert.equal(withoutPlace(draft(places), 0).answers["place-9-name"], "N10");
});

test("a place in which nothing was typed is none", () => {
  const kept = draft({ "place-0-name": "", "place-0-town": "", "place-1-name": "B", "place-1-town": "" });
  assert.deepEqual(withoutGaps(kept).answers, { "place-0-name": "B", "place-0-town": "" });
});

test("only what the page does not ask itself is missing from it", () => {
  const kept = draft({ town: "Leek", champion_name: "Bo", champion_role: "" });
  assert.deepEqual(missing(kept, new Set(["town"])), [["champion_name", "Bo"]]);
});

test("the day is said without a year", () => {
  assert.equal(dayOf(AT), "26 November");
});
