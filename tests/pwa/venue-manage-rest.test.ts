import assert from "node:assert/strict";
import { test } from "node:test";
import { confirmedWords, dateAgo, dayMonth, dayOf, fullDate, momentWords, seasonWords, tonight, wallDate } from "../../pwa/src/venue/manage/dates.ts";
import { answerOf, dateProblem, rowsOf, usualSpans, usualWords } from "../../pwa/src/venue/manage/days/rows.ts";
import { countdown, grouped, newcomer, pairedWords, roleWords, seenWords, usedWords } from "../../pwa/src/venue/manage/people/words.ts";
import { factsChanged, factsOf, factsProblems, factsWish, proposalWords, proposedOf, proposedWish } from "../../pwa/src/venue/manage/place/wish.ts";
import type { Device, HoursKept, Member, Proposal, SpecialDay, Span, VenueFull } from "../../pwa/src/venue/manage/types.ts";

const NOW = Date.parse("2026-11-24T23:30:00Z");
const LATE: Span = ["22:00", "04:00"];
const HOURS: HoursKept = {
  opening_hours: "Fr,Sa 22:00-04:00", season_from: null, season_until: null,
  week: { mon: [], tue: [], wed: [], thu: [], fri: [LATE], sat: [LATE], sun: [] },
};

test("dates are said as people say them", () => {
  assert.equal(dayOf("2026-12-31"), "thu");
  assert.equal(dayOf("2026-11-29"), "sun");
  assert.equal(dayMonth("2026-12-31", NOW), "31 December");
  assert.equal(fullDate("2027-01-01", NOW), "Friday 1 January 2027");
  assert.equal(confirmedWords("2026-11-24", NOW), "hours confirmed by the venue on 24 November");
  assert.equal(wallDate("31/12/2026"), null);
});

const TONIGHTS: [string, string][] = [
  ["2026-11-24T23:30:00Z", "2026-11-24"],
  ["2026-11-25T05:59:00Z", "2026-11-24"],
  ["2026-11-25T06:00:00Z", "2026-11-25"],
  ["2026-07-01T04:59:00Z", "2026-06-30"],
];
for (const [moment, night] of TONIGHTS) test(`the night under way at ${moment}`, () => assert.equal(tonight(Date.parse(moment)), night));

const MOMENTS: [string, string][] = [
  ["2026-11-24T23:10:00Z", "today at 23:10"],
  ["2026-11-23T02:00:00Z", "yesterday at 02:00"],
  ["2026-11-03T02:00:00Z", "on 3 November"],
  ["2025-11-03T02:00:00Z", "on 3 November 2025"],
];
for (const [moment, words] of MOMENTS) test(`${moment} was ${words}`, () => assert.equal(momentWords(moment, NOW), words));

test("seasons and days ago", () => {
  assert.equal(seasonWords("2026-05-01", "2026-09-30", NOW), "From 1 May to 30 September");
  assert.equal(seasonWords(null, "2026-09-30", NOW), "Until 30 September");
  assert.equal(seasonWords(null, null, NOW), null);
  assert.equal(dateAgo("2026-11-24", NOW), "today");
  assert.equal(dateAgo("2026-11-23", NOW), "yesterday");
});

function special(date: string, spans: Span[]): SpecialDay {
  return { date, spans, hours: spans.map((span) => span.join("-")).join(",") || "closed", note: "" };
}

test("offered, set and added dates stand in order, each once", () => {
  const rows = rowsOf([{ date: "2026-12-31", name: "New Year\u2019s Eve" }], [special("2026-12-05", []), special("2026-12-31", [LATE])], ["2026-12-05", "2026-11-30"]);
  assert.deepEqual(rows.map(({ date, name, set }) => [date, name, set?.hours ?? null]), [
    ["2026-11-30", null, null],
    ["2026-12-05", null, "closed"],
    ["2026-12-31", "New Year\u2019s Eve", "22:00-04:00"],
  ]);
});

const USUAL: [string, Partial<HoursKept>, string, string | null][] = [
  ["a Friday", {}, "2026-12-18", "22:00 to 04:00 Saturday"],
  ["New Year's Eve on a Thursday", {}, "2026-12-31", "closed"],
  ["out of season", { season_until: "2026-10-31" }, "2026-12-18", "closed, out of season"],
  ["the season's last night", { season_until: "2026-12-18" }, "2026-12-18", "22:00 to 04:00 Saturday"],
  ["before the season", { season_from: "2026-12-19" }, "2026-12-18", "closed, out of season"],
  ["not known", { opening_hours: null, week: null }, "2026-12-18", null],
];
for (const [name, change, date, words] of USUAL) {
  test(`what is usual: ${name}`, () => assert.equal(usualWords({ ...HOURS, ...change }, date), words));
}

const ANSWERS: [string, SpecialDay | null, string | null, string | null][] = [
  ["nobody answered", null, "Boxing Day", null],
  ["a date of one's own", null, null, "usual"],
  ["as usual", special("2026-12-18", [LATE]), "Last Friday", "usual"],
  ["closed", special("2026-12-18", []), "Last Friday", "closed"],
  ["other hours", special("2026-12-18", [["20:00", "04:00"]]), "Last Friday", "other"],
];
for (const [name, set, called, answer] of ANSWERS) {
  test(`which answer stands: ${name}`, () => assert.equal(answerOf({ date: "2026-12-18", name: called, set }, usualSpans(HOURS, "2026-12-18")), answer));
}

test("closed on a night that is usually closed is as usual", () => {
  assert.equal(answerOf({ date: "2026-12-31", name: "New Year\u2019s Eve", set: special("2026-12-31", []) }, usualSpans(HOURS, "2026-12-31")), "usual");
});

test("a date must be one, and not over", () => {
  assert.match(dateProblem("", "2026-11-24") ?? "", /Choose a date/);
  assert.match(dateProblem("2026-11-23", "2026-11-24") ?? "", /over/);
  assert.equal(dateProblem("2026-11-24", "2026-11-24"), null);
});

const VENUE = {
  phone: "01782 960123", services: ["water", "first_aid"], access: { step_free: true, quiet_room: false }, what_to_expect: null, minimum_age: 18, last_entry: null,
  name: "Nightjar", kind: "charter_venue", eligibility: "everyone", point: { lat: 53.02, lng: -2.17 }, proposals: [] as Proposal[],
} as unknown as VenueFull;

test("only facts that differ are sent, and nothing typed is not known", () => {
  const draft = factsOf(VENUE);
  assert.deepEqual(factsChanged(draft, VENUE), {});
  assert.deepEqual(factsChanged({ ...draft, phone: " ", age: "0", expect: "Ring\nthe bell." }, VENUE), { phone: null, minimum_age: 0, what_to_expect: "Ring the bell." });
  assert.deepEqual(factsWish(draft)["access"], { step_free: true, accessible_toilet: null, hearing_loop: null, quiet_room: false, assistance_dogs: null });
  assert.deepEqual(Object.keys(factsChanged({ ...draft, access: { ...draft.access, hearing_loop: "no" } }, VENUE)), ["access"]);
});

test("a phone number, an age and a text that will not do are told beside their boxes", () => {
  const draft = factsOf(VENUE);
  assert.deepEqual(factsProblems(draft), {});
  assert.deepEqual(Object.keys(factsProblems({ ...draft, phone: "ring me", age: "eighteen", expect: "x".repeat(501) })), ["phone", "what_to_expect", "minimum_age"]);
});

test("what waits for an officer is what the form begins with", () => {
  const waiting: VenueFull = { ...VENUE, proposals: [{ id: 1, made_by: "Alice", made_at: "2026-11-20T12:00:00Z", changes: { name: ["Nightjar", "Night Owl"], point: [null, { lat: 53.1, lng: -2.1 }] } }] };
  assert.equal(proposedOf(waiting).name, "Night Owl");
  assert.deepEqual(proposedWish(proposedOf(waiting), waiting), {});
  assert.deepEqual(proposedWish({ ...proposedOf(waiting), name: "Nightjar", eligibility: "women_and_girls" }, waiting), { name: "Nightjar", eligibility: "women_and_girls" });
  assert.deepEqual(waiting.proposals.flatMap(proposalWords).map(({ words }) => words), [
    "Name: \u201cNightjar\u201d, to become \u201cNight Owl\u201d.",
    "Pin: not set, to become 53.10000, -2.10000.",
  ]);
});

const MEMBER: Member = {
  id: 1, name: "Bob", email: "bob@example.org", role: "staff", organisation: 1, venues: null, invited_at: "2026-11-03T12:00:00Z", accepted_at: null, last_seen_on: null,
};
const DEVICE: Device = {
  id: "a", name: "Bar tablet", organisation: 1, venues: ["bar"], paired_at: "2026-11-23T20:00:00Z", paired_by: "Alice", last_used_at: "2026-11-24T23:10:00Z", has_pin: true,
};

test("people and devices are told in sentences", () => {
  assert.equal(roleWords(MEMBER, {}), "Staff of all venues");
  assert.equal(roleWords({ ...MEMBER, role: "manager", venues: ["bar", "club", "gone"] }, { bar: "Bar", club: "Club" }), "Manager of Bar, Club and gone");
  assert.equal(seenWords(MEMBER, NOW), "Invited on 3 November, not signed in yet");
  assert.equal(seenWords({ ...MEMBER, accepted_at: "2026-11-04T12:00:00Z", last_seen_on: "2026-11-24" }, NOW), "Last here today");
  assert.equal(usedWords(DEVICE, NOW), "Used today at 23:10");
  assert.equal(usedWords({ ...DEVICE, last_used_at: null }, NOW), "Not used yet");
  assert.equal(pairedWords(DEVICE, NOW), "Paired yesterday at 20:00 by Alice. Asks for the shift PIN once a night.");
});

test("a code is read in fours and its time runs down to nothing", () => {
  const offer = { code: "12345678", expires_at: "2026-11-24T23:40:00Z", link: "", qr_svg: "" };
  assert.equal(grouped(offer.code), "1234 5678");
  assert.equal(countdown(offer, NOW), "10:00");
  assert.equal(countdown(offer, NOW + 55_500), "9:05");
  assert.equal(countdown(offer, NOW + 700_000), "0:00");
});

test("the device that took the code is the one that was not there before", () => {
  assert.equal(newcomer(["a"], [DEVICE]), null);
  assert.equal(newcomer(["b"], [DEVICE]), DEVICE);
});
