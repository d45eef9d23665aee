import assert from "node:assert/strict";
import { test } from "node:test";
import type { DayKey, Grid, HoursKept, PreviewNight, Span } from "../../pwa/src/venue/manage/types.ts";
import { changesWords, compared } from "../../pwa/src/venue/manage/week/changes.ts";
import { minutesOf, placed, problemOf, spanWords, spansWords } from "../../pwa/src/venue/manage/week/clocks.ts";
import { byNight, draftOf, isChanged, named, problemsOf, spansOf, wishOf, type Draft } from "../../pwa/src/venue/manage/week/draft.ts";
import { closed, copied, copiedWords, oneLess, oneMore, withNight, withSpan } from "../../pwa/src/venue/manage/week/edits.ts";

const LATE: Span = ["22:00", "04:00"];

function grid(change: Partial<Grid> = {}): Grid {
  return { mon: [], tue: [], wed: [], thu: [], fri: [LATE], sat: [LATE], sun: [], ...change };
}

function kept(change: Partial<HoursKept> = {}): HoursKept {
  return { opening_hours: "Fr,Sa 22:00-04:00", week: grid(), season_from: null, season_until: null, ...change };
}

const SPANS: [Span, DayKey, string][] = [
  [["22:00", "04:00"], "fri", "22:00 to 04:00 Saturday"],
  [["22:00", "04:00"], "sun", "22:00 to 04:00 Monday"],
  [["20:00", "00:00"], "fri", "20:00 to midnight"],
  [["01:00", "03:00"], "fri", "01:00 to 03:00 Saturday"],
  [["00:00", "03:00"], "fri", "00:00 to 03:00 Saturday"],
  [["00:00", "06:00"], "fri", "00:00 to 06:00 Saturday"],
  [["12:00", "15:00"], "fri", "12:00 to 15:00"],
  [["05:00", "14:00"], "fri", "05:00 to 14:00 Friday"],
  [["03:00", "06:01"], "fri", "03:00 to 06:01 Friday"],
  [["22:00", "07:00"], "sat", "22:00 to 07:00 Sunday"],
  [["06:00", "06:00"], "fri", "06:00 to 06:00 Saturday (24 hours)"],
  [["04:00", "22:30"], "fri", "04:00 to 22:30 Friday (18 hours 30 minutes)"],
  [["22:00", ""], "fri", ""],
  [["", "04:00"], "fri", ""],
  [["24:00", "04:00"], "fri", ""],
];
for (const [span, day, words] of SPANS) {
  test(`${span.join(" to ")} of a ${day} night reads \u201c${words}\u201d`, () => assert.equal(spanWords(span, day), words));
}

test("a night's times read one after the other, and none are closed", () => {
  assert.equal(spansWords([["12:00", "15:00"], LATE], "fri"), "12:00 to 15:00 and 22:00 to 04:00 Saturday");
  assert.equal(spansWords([], "fri"), "closed");
});

const CLOCKS: [string, number | null][] = [["00:00", 0], ["23:59", 1439], ["24:00", null], ["9:00", null], ["", null], ["12:60", null]];
for (const [clock, minutes] of CLOCKS) {
  test(`the clock time \u201c${clock}\u201d`, () => assert.equal(minutesOf(clock), minutes));
}

test("small hours are placed at the end of the night, a span across six where it starts", () => {
  assert.deepEqual(placed(["01:00", "03:00"]), { opens: 1500, closes: 1620 });
  assert.deepEqual(placed(["05:00", "14:00"]), { opens: 300, closes: 840 });
});

const PROBLEMS: [string, Span[], RegExp | null][] = [
  ["none", [], null],
  ["one", [LATE], null],
  ["two apart", [["12:00", "15:00"], LATE], null],
  ["in any order", [LATE, ["12:00", "15:00"]], null],
  ["evening and small hours", [["20:00", "00:00"], ["01:00", "03:00"]], null],
  ["no opening", [["", "04:00"]], /when you open/],
  ["no closing", [["22:00", ""]], /when you close/],
  ["overlapping", [["20:00", "23:00"], LATE], /Make them one/],
  ["touching", [["20:00", "22:00"], LATE], /Make them one/],
  ["small hours inside", [LATE, ["01:00", "03:00"]], /Make them one/],
  ["midnight to midnight", [["00:00", "00:00"]], /two things/],
  ["the whole night", [["06:00", "06:00"]], null],
];
for (const [name, spans, problem] of PROBLEMS) {
  test(`what is wrong with a night's times: ${name}`, () => {
    if (problem) assert.match(problemOf(spans) ?? "", problem);
    else assert.equal(problemOf(spans), null);
  });
}

const WAYS: [string, HoursKept, string][] = [
  ["a week", kept(), "week"],
  ["closed all week", kept({ opening_hours: "closed", week: grid({ fri: [], sat: [] }) }), "week"],
  ["not known", kept({ opening_hours: null, week: null }), "unknown"],
  ["more than a week can say", kept({ week: null }), "text"],
  ["24/7", kept({ opening_hours: "24/7", week: { mon: [["06:00", "06:00"]], tue: [["06:00", "06:00"]], wed: [["06:00", "06:00"]], thu: [["06:00", "06:00"]], fri: [["06:00", "06:00"]], sat: [["06:00", "06:00"]], sun: [["06:00", "06:00"]] } }), "always"],
];
for (const [name, hours, way] of WAYS) {
  test(`hours open as ${way}: ${name}`, () => assert.equal(draftOf(hours).way, way));
}

test("hours that are not known begin from an empty grid", () => {
  const { nights } = draftOf(kept({ opening_hours: null, week: null }));
  assert.ok(Object.values(nights).every(({ isClosed, spans }) => isClosed && spans.length === 0));
});

const WISHES: [string, Partial<Draft>, object][] = [
  ["as they were", {}, { week: grid(), season_from: null, season_until: null }],
  ["always", { way: "always" }, { opening_hours: "24/7", season_from: null, season_until: null }],
  ["not known", { way: "unknown" }, { opening_hours: null, season_from: null, season_until: null }],
  ["text", { way: "text", text: " Fr 20:00-02:00 " }, { opening_hours: "Fr 20:00-02:00", season_from: null, season_until: null }],
  ["a season", { from: "2026-05-01", until: "2026-09-30" }, { week: grid(), season_from: "2026-05-01", season_until: "2026-09-30" }],
];
for (const [name, change, wish] of WISHES) {
  test(`what is sent for hours: ${name}`, () => assert.deepEqual(wishOf({ ...draftOf(kept()), ...change }), wish));
}

test("a night ticked closed is sent as closed and keeps its times for unticking", () => {
  const draft = draftOf(kept());
  const shut = withNight(draft, "fri", closed(draft.nights.fri, true));
  assert.deepEqual(wishOf(shut).week?.fri, []);
  assert.deepEqual(spansOf(closed(shut.nights.fri, false)), [LATE]);
  assert.deepEqual(spansOf(closed(draft.nights.mon, false)), [["", ""]]);
});

test("only what would be sent counts as a change", () => {
  const draft = draftOf(kept());
  assert.equal(isChanged(draft, kept()), false);
  assert.equal(isChanged({ ...draft, text: "something else" }, kept()), false);
  assert.equal(isChanged(withNight(draft, "fri", withSpan(draft.nights.fri, 0, ["22:00", "03:00"])), kept()), true);
  assert.equal(isChanged({ ...draft, from: "2026-05-01" }, kept()), true);
});

test("times are added and taken away, and a night without any is closed", () => {
  const night = draftOf(kept()).nights.fri;
  const two = oneMore(night);
  assert.deepEqual(two.spans, [LATE, ["", ""]]);
  assert.deepEqual(oneLess(two, 1), night);
  assert.deepEqual(oneLess(night, 0), { isClosed: true, spans: [] });
});

test("a copy is a night of its own", () => {
  const draft = copied(draftOf(kept()), "fri", ["sun", "mon"]);
  assert.deepEqual(wishOf(draft).week?.mon, [LATE]);
  const changed = withNight(draft, "mon", withSpan(draft.nights.mon, 0, ["21:00", "01:00"]));
  assert.deepEqual(wishOf(changed).week?.fri, [LATE]);
  assert.equal(copiedWords("fri", ["mon", "sat", "sun"]), "Friday night copied to Monday, Saturday and Sunday.");
  assert.equal(copiedWords("fri", ["mon"]), "Friday night copied to Monday.");
});

test("the form names the night, the text and the season that need another look", () => {
  const draft = draftOf(kept());
  assert.deepEqual(Object.keys(problemsOf(withNight(draft, "thu", oneMore(draft.nights.thu)))), ["thu"]);
  assert.deepEqual(Object.keys(problemsOf({ ...draft, way: "text", text: " " })), ["opening_hours"]);
  assert.deepEqual(Object.keys(problemsOf({ ...draft, from: "2026-05-01", until: "2026-04-01" })), ["season_until"]);
  assert.deepEqual(problemsOf({ ...draft, from: "2026-05-01", until: "2026-05-01" }), {});
});

const REASONS: [string, Record<string, string[]>, Record<string, string[]>][] = [
  ["of a night in words", { week: ["Fr: These overlap. (Look at character 1.)"] }, { fri: ["These overlap."] }],
  ["of one time", { "week.sat.0.1": ["Too long."] }, { sat: ["Too long."] }],
  ["of the week", { week: ["Send the nights."] }, { week: ["Send the nights."] }],
  ["of the text", { opening_hours: ["No. (Look at character 4.)"] }, { opening_hours: ["No. (Look at character 4.)"] }],
];
for (const [name, told, shown] of REASONS) {
  test(`the API's reasons stand beside what they are about: ${name}`, () => assert.deepEqual(byNight(told), shown));
}

test("the summary says the night", () => {
  assert.deepEqual(named({ fri: ["Type when you close."], season_until: ["Later."] }), { fri: ["Friday night: Type when you close."], season_until: ["Later."] });
});

function night(date: string, text: string): PreviewNight {
  return { night: date, label: date, text, windows: text === "Closed" ? [] : [["a", "b"]] };
}

test("nights that differ say what holds now", () => {
  const now = { isKnown: true, nights: [night("2026-11-27", "22:00 to 04:00 Saturday"), night("2026-11-28", "Closed")] };
  const then = { isKnown: true, nights: [night("2026-11-27", "22:00 to 03:00 Saturday"), night("2026-11-28", "Closed")] };
  const rows = compared(now, then, [{ date: "2026-11-28", hours: "closed", note: "", spans: [] }]);
  assert.deepEqual(rows.map(({ before, isSpecial }) => [before, isSpecial]), [["22:00 to 04:00 Saturday", false], [null, true]]);
  assert.equal(changesWords(rows), "1 night of the next 2 changes.");
  assert.equal(changesWords(compared(now, now, [])), "None of the next 2 nights changes.");
});

test("a night without weekly hours is not known, not closed, unless it is a special day", () => {
  const none = { isKnown: false, nights: [night("2026-11-27", "Closed"), night("2026-11-28", "Closed")] };
  const rows = compared(none, { ...none, isKnown: true }, [{ date: "2026-11-28", hours: "closed", note: "", spans: [] }]);
  assert.deepEqual(rows.map(({ text, before }) => [text, before]), [["Closed", "Not known"], ["Closed", null]]);
});
