import assert from "node:assert/strict";
import { test } from "node:test";
import { answersWords } from "../../pwa/src/helplines.ts";
import { DAY } from "../../pwa/src/london.ts";
import { windowsOf } from "../../pwa/src/weekly.ts";
import { fixture } from "./read.ts";

interface Line {
  name: string;
  hours: string | null;
  is_sure: boolean;
  at: string;
  says: string;
}

for (const { name, hours, is_sure, at, says } of fixture<Line[]>("help_hours.json")) {
  test(`a help line: ${name}`, () => assert.equal(answersWords(hours, is_sure, Date.parse(at)), says));
}

interface Night {
  name: string;
  hours: string | null;
  special: Record<string, string>;
  season: [string | null, string | null];
  reports: unknown[];
  nights: [string, number];
  windows: [string, string][];
}

/** As the server writes it: no spaces but between rules, and no hour past 23. */
const CANONICAL = /^(24\/7|([A-Z][a-z]([-,][A-Z][a-z])* ([01]\d|2[0-3]):\d\d-([01]\d|2[0-3]):\d\d(,([01]\d|2[0-3]):\d\d-([01]\d|2[0-3]):\d\d)*(; |$))+)$/;
const weekly = fixture<Night[]>("nights.json").filter(
  ({ hours, special, season, reports }) =>
    hours !== null && CANONICAL.test(hours) && Object.keys(special).length === 0 && reports.length === 0 && season.every((end) => end === null),
);

test("most nights of the shared cases are told by weekly hours alone", () => assert.ok(weekly.length >= 15, String(weekly.length)));
for (const { name, hours, nights: [first, count], windows } of weekly) {
  test(`weekly hours on the phone: ${name}`, () => {
    const nights = Array.from({ length: count }, (_, ahead) => Date.parse(first) + ahead * DAY);
    const made = windowsOf(hours ?? "", nights).map(({ start, end }) => [start, end]);
    assert.deepEqual(made, windows.map((ends) => ends.map((iso) => Date.parse(iso))));
  });
}
