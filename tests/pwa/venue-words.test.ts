import assert from "node:assert/strict";
import { test } from "node:test";
import { halfHours, leftWords, nextTime, agoWords, untilWords } from "../../pwa/src/venue/times.ts";
import type { Said, VenueTonight } from "../../pwa/src/venue/types.ts";
import { askWords, callFirstWords, carried, needsUntil, publicView, stateWords } from "../../pwa/src/venue/words.ts";
import type { Tap } from "../../pwa/src/venue/queue.ts";

const MINUTE = 60_000;
const NOW = Date.parse("2026-11-21T23:30:00Z");
const CLOSE = "2026-11-22T03:00:00Z";
const SIX = "2026-11-22T06:00:00Z";

function said(change: Partial<Said> = {}): Said {
  return {
    id: 1, status: "open", staffed: null, reported_at: "2026-11-21T23:12:00Z", until: null, valid_until: "2026-11-22T01:12:00Z",
    said_by: "Bar tablet", is_undo: false, ...change,
  };
}

function venue(change: Partial<VenueTonight> = {}): VenueTonight {
  return {
    slug: "bar", name: "Bar", town: null, role: "staff", organisation: 1, is_mobile: false, published: true, suspended_because: null,
    state: "open", basis: "scheduled", closes_at: CLOSE, report: null, latest: null, undo: null,
    tonight: { night: "2026-11-21", windows: [["2026-11-21T20:00:00Z", CLOSE]] }, scheduled: [["2026-11-21T20:00:00Z", CLOSE]],
    holds_until: SIX, position: null, point: null, phone: null,
    tallies: { first_aid: 0, water: 0, charging: 0, waiting: 0, taxi: 0, call: 0, report: 0 },
    call_first_until: null, hours_confirmed_on: null, ...change,
  };
}

function view(one: VenueTonight, now = NOW): string {
  const { before, seen, after } = publicView(one, now);
  return before + seen + after;
}

const LATER = Date.parse("2026-11-22T01:30:00Z");
const STATES: [string, VenueTonight, number, string][] = [
  ["open", venue({ report: said() }), NOW, "Open. Bar tablet said so at 23:12."],
  ["open until", venue({ report: said({ until: "2026-11-22T02:00:00Z" }) }), NOW, "Open until 02:00. Bar tablet said so at 23:12."],
  ["full", venue({ report: said({ status: "full", valid_until: SIX, said_by: null }) }), NOW, "Full. Somebody said so at 23:12."],
  ["closing early", venue({ report: said({ status: "closing_early", until: "2026-11-22T01:00:00Z", valid_until: SIX }) }), NOW, "Closing early, at 01:00. Bar tablet said so at 23:12."],
  ["closed early", venue({ report: said({ status: "closing_early", until: "2026-11-22T01:00:00Z", valid_until: SIX }) }), LATER, "Closed early, at 01:00. Bar tablet said so at 23:12."],
  ["closed", venue({ report: said({ status: "closed", valid_until: SIX }) }), NOW, "Closed tonight. Bar tablet said so at 23:12."],
  ["silent", venue(), NOW, "Nobody has said anything tonight."],
  ["lapsed", venue({ report: said(), latest: said() }), LATER, "Bar tablet said \u201cOpen\u201d at 23:12 on Saturday. That has run out."],
  ["taken back", venue({ latest: said({ status: "as_scheduled", valid_until: null }) }), NOW, "Bar tablet went back to the timetable at 23:12."],
];
for (const [name, one, now, words] of STATES) {
  test(`the state in words: ${name}`, () => assert.equal(stateWords(one, now), words));
}

function closing(until: string): VenueTonight {
  const report = said({ status: "closing_early", until, valid_until: SIX });
  return venue({ report, closes_at: until, tonight: { night: "2026-11-21", windows: [["2026-11-21T20:00:00Z", until]] } });
}

const VIEWS: [string, VenueTonight, number, string][] = [
  ["confirmed", venue({ report: said() }), NOW, "The public sees confirmed until 01:12 (1 h 42 min left)."],
  ["by the timetable", venue(), NOW, "The public sees should be open until 3am, not confirmed."],
  ["lapsed", venue({ report: said() }), LATER, "The public sees should be open until 3am, not confirmed."],
  ["full", venue({ report: said({ status: "full", valid_until: SIX }) }), NOW, "The public sees full until 03:00."],
  ["full where nothing is open", venue({ state: "closed", basis: "scheduled", closes_at: null, report: said({ status: "full", valid_until: SIX }), tonight: { night: "2026-11-21", windows: [] } }), NOW, "The public sees closed now, by the timetable."],
  ["full where nobody knows the hours", venue({ state: "full", basis: "confirmed", closes_at: null, report: said({ status: "full", valid_until: SIX }), tonight: { night: "2026-11-21", windows: [] } }), NOW, "The public sees full until 06:00 tomorrow."],
  ["full past the closing that was heard of", venue({ state: "full", basis: "confirmed", report: said({ status: "full", valid_until: SIX }) }), Date.parse("2026-11-22T03:10:00Z"), "The public sees closed now, by the timetable."],
  ["closing early within two hours", closing("2026-11-21T23:50:00Z"), NOW, "The public sees open until 11:50pm, then closed tonight."],
  ["closing early after what staff vouch for", closing("2026-11-22T02:00:00Z"), NOW, "The public sees open until 2am (confirmed until 01:12), then closed tonight."],
  ["closing early, said too long ago", closing("2026-11-22T02:00:00Z"), LATER, "The public sees should be open until 2am, not confirmed."],
  ["closed early", closing("2026-11-22T01:00:00Z"), LATER, "The public sees closed tonight until 06:00."],
  ["closed", venue({ report: said({ status: "closed", valid_until: SIX }) }), NOW, "The public sees closed tonight until 06:00 tomorrow."],
  ["contradicted", venue({ report: said(), call_first_until: "2026-11-22T00:10:00Z" }), NOW, "The public sees should be open until 3am, call first."],
  ["not yet open", venue({ tonight: { night: "2026-11-21", windows: [["2026-11-22T00:00:00Z", CLOSE]] } }), NOW, "The public sees closed now, should open at midnight."],
  ["closed by the timetable", venue({ tonight: { night: "2026-11-21", windows: [] } }), NOW, "The public sees closed now, by the timetable."],
  ["hours not known", venue({ state: "unknown", tonight: { night: "2026-11-21", windows: [] } }), NOW, "The public sees opening hours not known, call first."],
  ["not published", venue({ published: false }), NOW, "Not on the public list yet. You can try this screen; nobody else sees it."],
  ["suspended", venue({ suspended_because: "No trained staff." }), NOW, "The VRA has taken this venue off the list: No trained staff."],
];
for (const [name, one, now, words] of VIEWS) {
  test(`what the public sees: ${name}`, () => assert.equal(view(one, now), words));
}

test("what runs out soon says so", () => {
  const one = venue({ report: said() });
  assert.equal(publicView(one, NOW).isRunningOut, false);
  assert.equal(publicView(one, Date.parse("2026-11-22T01:00:00Z")).isRunningOut, true);
});

test("two contradictions are told until they end", () => {
  const one = venue({ call_first_until: "2026-11-22T00:10:00Z" });
  assert.match(callFirstWords(one, NOW) ?? "", /Two people .* Until 00:10 the public is told to call first/);
  assert.equal(callFirstWords(one, LATER), null);
});

test("open asks until when only where no hours are now", () => {
  assert.equal(needsUntil(venue(), NOW), false);
  assert.equal(needsUntil(venue({ tonight: { night: "2026-11-21", windows: [] } }), NOW), false);
  assert.equal(needsUntil(venue({ tonight: { night: "2026-11-21", windows: [] }, scheduled: [] }), NOW), true);
});

const SUMMER = Date.parse("2026-10-25T00:10:00Z");
const CHIPS: [string, number, string, string[]][] = [
  ["before midnight", NOW, "2026-11-22T01:10:00Z", ["00:00 after midnight", "00:30 after midnight", "01:00 after midnight", "01:10 after midnight"]],
  ["after midnight", LATER, CLOSE, ["02:00", "02:30", "03:00"]],
  ["when 01:00 comes twice", SUMMER, "2026-10-25T02:00:00Z", ["01:30", "02:00"]],
  ["when 01:00 never comes", Date.parse("2027-03-28T00:20:00Z"), "2027-03-28T01:30:00Z", ["00:30", "02:00", "02:30"]],
  ["with nothing left", NOW, "2026-11-21T23:00:00Z", []],
];
for (const [name, now, end, words] of CHIPS) {
  test(`half hours ${name}`, () => assert.deepEqual(halfHours(now, Date.parse(end)).map(({ clock, isAfterMidnight }) => (isAfterMidnight ? `${clock} after midnight` : clock)), words));
}

const UNTIL: [string, number, string][] = [
  [CLOSE, NOW, "03:00"], [SIX, NOW, "06:00 tomorrow"], [SIX, LATER, "06:00"], ["2026-11-22T20:00:00Z", NOW, "20:00 tomorrow"],
];
for (const [iso, now, words] of UNTIL) {
  test(`until ${iso} said at ${new Date(now).toISOString()}`, () => assert.equal(untilWords(Date.parse(iso), now), words));
}

function waiting(staffed: boolean | null, change: Partial<Tap> = {}): Tap {
  const at = { wall: 0, tick: 0, page: "", skew: null };
  return { key: "k", slug: "bar", by: "a", ask: null, wanted: { kind: "report", status: "open", until: null, staffed }, at, ...change };
}

const STAFFED = venue({ report: said({ staffed: true }) });
const CARRIED: [string, VenueTonight, Tap[], number, boolean | null][] = [
  ["what stands", STAFFED, [], NOW, true],
  ["that nobody trained is there", venue({ report: said({ staffed: false }) }), [], NOW, false],
  ["nothing where nothing was said", venue(), [], NOW, null],
  ["nothing that has run out", STAFFED, [], LATER, null],
  ["nothing of another night", venue({ report: said({ staffed: true, reported_at: "2026-11-20T23:12:00Z", valid_until: CLOSE }) }), [], NOW, null],
  ["a later word on its way", STAFFED, [waiting(true), waiting(false)], NOW, false],
  ["what stands, not what is asked again", STAFFED, [waiting(false, { ask: "too_old" })], NOW, true],
  ["what stands, not another venue's", STAFFED, [waiting(false, { slug: "other" })], NOW, true],
  ["what stands, whatever was counted", STAFFED, [waiting(null, { wanted: { kind: "tally", help: "water", by: 1 } })], NOW, true],
];
for (const [name, one, queue, now, expected] of CARRIED) {
  test(`closing early carries over ${name}`, () => assert.equal(carried(one, queue, now), expected));
}

const TYPED: [string, string | null][] = [
  ["01:30", "2026-11-22T01:30:00.000Z"], ["23:45", "2026-11-21T23:45:00.000Z"], ["0130", "2026-11-22T01:30:00.000Z"],
  ["06:00", "2026-11-22T06:00:00.000Z"], ["06:01", null], ["23:30", null], ["25:00", null], ["soon", null], ["", null],
];
for (const [text, iso] of TYPED) {
  test(`"${text}" is ${iso ?? "no time of tonight"}`, () => {
    const found = nextTime(text, NOW, Date.parse(SIX));
    assert.equal(found && new Date(found).toISOString(), iso);
  });
}

test("lengths and ages", () => {
  assert.deepEqual([72, 60, 4, 0].map((minutes) => leftWords(minutes * MINUTE)), ["1 h 12 min", "1 h", "4 min", "0 min"]);
  assert.deepEqual([0, 1, 25, 120].map((minutes) => agoWords(minutes * MINUTE)), ["just now", "1 minute ago", "25 minutes ago", "2 hours ago"]);
});

test("a question names what was tapped and when", () => {
  const tap: Tap = { key: "k", slug: "bar", by: "a", ask: "too_old", wanted: { kind: "report", status: "open", until: null, staffed: null }, at: { wall: 0, tick: 0, page: "", skew: null } };
  assert.equal(askWords(tap, "too_old", Date.parse("2026-11-21T23:05:00Z"), NOW), "You tapped Open at 23:05, 25 minutes ago. Is it still true?");
  assert.match(askWords(tap, "age_unknown", null, NOW), /clock was changed/);
  assert.match(askWords(tap, "somebody_else", null, NOW), /Somebody else tapped Open/);
});
