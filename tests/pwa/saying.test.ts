import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { codeOf, goingWords, inHerWords, smsUrl } from "../../pwa/src/saying.ts";
import { speak } from "../../pwa/src/translate.ts";
import { fixture } from "./read.ts";

interface Going {
  name: string;
  slug: string;
  place: Parameters<typeof goingWords>[0];
  code: string;
  says: string;
  body: string;
}

afterEach(() => speak("", {}, false));

for (const { name, slug, place, code, says, body } of fixture<Going[]>("going.json")) {
  test(`what a friend is told: ${name}`, async () => {
    assert.equal(await codeOf(slug), code);
    assert.equal(goingWords(place, `https://open.example/p/${code}`), says);
    assert.equal(smsUrl(says, "Android 14"), `sms:?body=${body}`);
  });
}

for (const agent of ["iPhone; CPU iPhone OS 17", "iPad", "Macintosh"]) {
  test(`a text message on ${agent} begins as Apple wants it`, () => assert.equal(smsUrl("Hi", agent), "sms:&body=Hi"));
}

test("what staff read stands in her words too, unless she reads English", () => {
  assert.equal(inHerWords("I need help."), "");
  speak("pl", { "I need help.": "Potrzebuję pomocy." }, false);
  assert.equal(inHerWords("I need help."), "Potrzebuję pomocy.");
});

test("whatever she shows can be read at a glance", () => {
  const { choices } = fixture<{ choices: { choice: string; says: string }[] }>("what_to_say.json");
  assert.equal(choices.length, 7);
  for (const { choice, says } of choices) {
    assert.ok(choice.length <= 24, choice);
    assert.ok(says.split(" ").length <= 20, says);
  }
});
