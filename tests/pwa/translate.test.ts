import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { clock, dateWords, dayName, fullDate } from "../../pwa/src/london.ts";
import { many, speak, t } from "../../pwa/src/translate.ts";
import { distanceWords } from "../../pwa/src/words.ts";

const POLISH = {
  "Open until {time}.": "Otwarte do {time}.",
  "{n} minute": { one: "{n} minuta", few: "{n} minuty", many: "{n} minut" },
  "about {km} km": "około {km} km",
};
const ARABIC = { "Open until {time}.": "مفتوح حتى {time}.", "{n} minute": { zero: "لا", one: "دقيقة", two: "دقيقتان", few: "{n} دقائق", many: "{n} دقيقة", other: "{n} د" } };
const FRIDAY = Date.UTC(2026, 10, 27);

afterEach(() => speak("", {}, false));

test("English is what stands in the code", () => {
  assert.equal(t("Open until {time}.", { time: "3am" }), "Open until 3am.");
  assert.deepEqual([1, 2].map((n) => many(n, "{n} minute", "{n} minutes")), ["1 minute", "2 minutes"]);
});

test("a text without a translation is said in English", () => {
  speak("pl", POLISH, false);
  assert.equal(t("Full."), "Full.");
});

test("Polish has its own forms for two and for five", () => {
  speak("pl", POLISH, false);
  const said = [1, 2, 5, 22].map((n) => many(n, "{n} minute", "{n} minutes"));
  assert.deepEqual(said, ["1 minuta", "2 minuty", "5 minut", "22 minuty"]);
});

test("Arabic has six forms, and its values stand apart from the text around them", () => {
  speak("ar", ARABIC, true);
  const said = [0, 1, 2, 3, 11, 100].map((n) => many(n, "{n} minute", "{n} minutes"));
  assert.deepEqual(said, ["لا", "دقيقة", "دقيقتان", "\u20683\u2069 دقائق", "\u206811\u2069 دقيقة", "\u2068100\u2069 د"]);
  assert.equal(t("Open until {time}.", { time: "03:00" }), "مفتوح حتى \u206803:00\u2069.");
});

test("times, days and numbers are written as the language does, in the digits of the street signs here", () => {
  speak("pl", POLISH, false);
  assert.deepEqual([dayName(FRIDAY), dateWords(FRIDAY), fullDate(FRIDAY)], ["piątek", "27 listopada", "27 listopada 2026"]);
  assert.deepEqual([clock(Date.UTC(2026, 10, 27, 3)), distanceWords(3_512)], ["03:00", "około 3,5 km"]);
  for (const code of ["ur", "ar", "bn"]) {
    speak(code, {}, code !== "bn");
    assert.match(dateWords(FRIDAY), /27/);
  }
});

test("a value that is nothing the text asks for is not put in", () => {
  assert.equal(t("Full.", { time: "3am" }), "Full.");
});
