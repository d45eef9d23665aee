import assert from "node:assert/strict";
import { test } from "node:test";
import { clock, clock24, dateOf, dayName, instant, londonOffset, nightEndsAt, nightOf } from "../../pwa/src/london.ts";

const HOUR = 3_600_000;

test("London's offset is what Intl says, every hour from 2025 to 2037", () => {
  const hourIn = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", hourCycle: "h23" });
  const end = Date.UTC(2038, 0, 1);
  for (let at = Date.UTC(2025, 0, 1); at < end; at += HOUR) {
    const expected = (Number(hourIn.format(at)) - new Date(at).getUTCHours() + 24) % 24;
    if (londonOffset(at) !== expected * HOUR) assert.fail(new Date(at).toISOString());
  }
});

const CLOCK: [string, string, string][] = [
  ["2026-11-22T03:00:00Z", "3am", "03:00"],
  ["2026-11-22T22:30:00Z", "10:30pm", "22:30"],
  ["2026-11-22T00:00:00Z", "midnight", "00:00"],
  ["2026-11-22T12:00:00Z", "midday", "12:00"],
  ["2026-11-22T00:05:00Z", "12:05am", "00:05"],
  ["2026-07-04T01:30:00Z", "2:30am", "02:30"],
];
for (const [iso, spoken, written] of CLOCK) {
  test(`${iso} is ${spoken}, written ${written}`, () => {
    assert.deepEqual([clock(Date.parse(iso)), clock24(Date.parse(iso))], [spoken, written]);
  });
}

const NIGHTS: [string, string][] = [
  ["2026-11-22T01:30:00Z", "Saturday"],
  ["2026-11-22T05:59:59Z", "Saturday"],
  ["2026-11-22T06:00:00Z", "Sunday"],
  ["2026-07-05T04:59:59Z", "Saturday"],
  ["2026-07-05T05:00:00Z", "Sunday"],
];
for (const [iso, name] of NIGHTS) {
  test(`${iso} belongs to ${name} night`, () => assert.equal(dayName(nightOf(Date.parse(iso))), name));
}

const INSTANTS: [string, string, boolean, string][] = [
  ["a winter time", "2026-11-22T03:00:00Z", false, "2026-11-22T03:00:00.000Z"],
  ["a summer time", "2026-07-05T03:00:00Z", false, "2026-07-05T02:00:00.000Z"],
  ["a time that occurs twice closes at the first", "2026-10-25T01:30:00Z", false, "2026-10-25T00:30:00.000Z"],
  ["a time that occurs twice opens at the second", "2026-10-25T01:30:00Z", true, "2026-10-25T01:30:00.000Z"],
  ["a time that does not exist is the end of the gap", "2027-03-28T01:30:00Z", false, "2027-03-28T01:00:00.000Z"],
];
for (const [name, wallTime, opening, expected] of INSTANTS) {
  test(name, () => assert.equal(new Date(instant(Date.parse(wallTime), opening)).toISOString(), expected));
}

test("the night of the October change ends 25 hours after it began", () => {
  const night = dateOf(Date.parse("2026-10-24T20:00:00Z"));
  assert.equal((nightEndsAt(night) - Date.parse("2026-10-24T05:00:00Z")) / HOUR, 25);
});
