import assert from "node:assert/strict";
import { test } from "node:test";
import { freshness } from "../../pwa/src/elements/freshness.ts";
import { directionsUrl } from "../../pwa/src/elements/links.ts";
import { facts, label } from "../../pwa/src/openness.ts";
import { nights, planMoment, planName, plannedSentence, plannedStateWords, times } from "../../pwa/src/planning.ts";
import { telephoneUrl } from "../../pwa/src/telephone.ts";
import type { Place } from "../../pwa/src/types.ts";
import { distanceWords, stateWords } from "../../pwa/src/words.ts";
import { held, NOW, place } from "./made.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const AGES: [number, "ok" | "failed" | "portal", string][] = [
  [0, "ok", "Checked just now."],
  [MINUTE, "ok", "Checked 1 minute ago."],
  [5 * MINUTE, "ok", "Checked 5 minutes ago."],
  [6 * MINUTE, "ok", "Not rechecked since 01:24."],
  [110 * MINUTE, "failed", "Not rechecked since 23:40. No signal, so things may have changed."],
  [MINUTE, "portal", "Checked 1 minute ago. This Wi-Fi needs you to log in, or use your mobile data."],
  [26 * HOUR, "failed", "Old list: call before you go. Not rechecked since Friday 20 November, 23:30. No signal, so things may have changed."],
];
for (const [age, link, words] of AGES) {
  test(words, () => assert.equal(freshness(held([], {}, NOW - age), NOW, link, 0).text, words));
}

test("a phone whose clock is wrong is told so", () => {
  assert.match(freshness(held(), NOW, "ok", 3 * HOUR).text, /clock is wrong/);
  assert.doesNotMatch(freshness(held(), NOW, "ok", MINUTE).text, /clock is wrong/);
});

const DISTANCES: [number, string][] = [
  [0, "less than 100 metres"], [74, "less than 100 metres"], [75, "about 100 metres"], [420, "about 400 metres"],
  [974, "about 950 metres"], [975, "about 1 km"], [1_000, "about 1 km"], [3_460, "about 3.5 km"], [13_400, "about 13 km"],
];
for (const [metres, words] of DISTANCES) {
  test(`${metres} m is ${words}`, () => assert.equal(distanceWords(metres), words));
}

const AGENTS: [string, string][] = [
  ["Mozilla/5.0 (Linux; Android 9)", "geo:53.025,-2.173?q=53.025,-2.173"],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 17)", "https://maps.apple.com/?daddr=53.025,-2.173&dirflg=w"],
  ["Mozilla/5.0 (X11; Linux x86_64)", "https://www.openstreetmap.org/directions?to=53.025%2C-2.173"],
];
for (const [agent, url] of AGENTS) {
  test(`directions on ${agent} hand over the destination alone`, () => {
    assert.equal(directionsUrl({ lat: 53.025, lng: -2.173 }, agent), url);
  });
}

const NUMBERS: [string, string][] = [
  ["01782 496 0000", "tel:017824960000"], ["+44 (0)1782 496000", "tel:01782496000"], ["+44 1782 496000", "tel:01782496000"],
  ["101", "tel:101"], ["01782 496000 ext.", "tel:01782496000"],
];
for (const [number, url] of NUMBERS) {
  test(`${number} is dialled as digits only`, () => assert.equal(telephoneUrl(number), url));
}

test("at 01:30 on Sunday, tonight is Saturday night", () => {
  assert.deepEqual(nights(NOW).slice(0, 2).map(({ words }) => words), ["Tonight (Saturday 21 November)", "Sunday 22 November"]);
});

test("Saturday night's half past one is early on Sunday, and says so", () => {
  const [tonight] = nights(NOW);
  const choice = times(tonight?.value ?? 0, NOW - MINUTE).find(({ words }) => words === "1:30am (Sunday)");
  assert.ok(tonight && choice);
  assert.equal(planName(tonight.value, choice.value), "Saturday night, 1:30am (Sunday)");
  assert.equal(planMoment(tonight.value, choice.value), NOW);
});

test("nothing that is over can be planned for", () => {
  const [tonight] = nights(NOW);
  assert.equal(times(tonight?.value ?? 0, NOW)[0]?.words, "2am (Sunday)");
  const quarterToSix = NOW + 4 * HOUR + 15 * MINUTE;
  assert.equal(nights(quarterToSix)[0]?.words, "Sunday 22 November");
});

test("a night has 48 half hours, from six to half past five", () => {
  const all = times(0, 0).map(({ words }) => words);
  assert.deepEqual([all.length, all[0], all.at(-1)], [48, "6am", "5:30am (Friday)"]);
});

const HOLIDAY = { hours_may_differ_on: ["2026-11-21"] };
const PLANS: [string, Partial<Place>, string, string][] = [
  ["as usual", {}, "Should be open", "Should be open until 3am. Check again before you go."],
  ["on a holiday", HOLIDAY, "Should be open", "Should be open until 3am. It is a holiday: hours may differ, call first."],
  ["closed on a holiday", { ...HOLIDAY, windows: [] }, "Closed", "Should be closed then. It is a holiday: hours may differ, call first."],
  ["unknown", { ...HOLIDAY, windows: [], opening_hours: null }, "Not known", "Opening hours not known. Call first."],
];
for (const [name, change, pill, says] of PLANS) {
  test(`planned ${name}`, () => {
    const said = label(facts(place(change), held().covers_until), NOW, NOW, null);
    assert.deepEqual([plannedStateWords(said), plannedSentence(said, NOW)], [pill, says]);
  });
}

const STAFF = { status: "open", staffed: true, reported_at: "2026-11-22T01:12:00Z", until: null, valid_until: "2026-11-22T03:00:00Z" } as const;
const SOON = "2026-11-22T02:00:00Z";
const PILLS: [string, Partial<Place>, string][] = [
  ["staff say so", { report: STAFF }, "Open"],
  ["somebody contradicted them", { report: STAFF, call_first_until: SOON }, "Call first"],
  ["full stays full", { report: { ...STAFF, status: "full" }, call_first_until: SOON }, "Full"],
  ["closed stays closed", { report: { ...STAFF, status: "closed" }, call_first_until: SOON }, "Closed"],
];
for (const [name, change, pill] of PILLS) {
  test(`in a word or two: ${name}`, () => {
    assert.equal(stateWords(label(facts(place(change), held().covers_until), NOW, NOW, null)), pill);
  });
}
