/** What the phone says of each case of fixtures/openness.json and of some distances, in the language of the argument. */
import { readFileSync } from "node:fs";
import { speak, type Catalogue } from "../../pwa/src/translate.ts";
import type { Label } from "../../pwa/src/types.ts";
import { wayWords } from "../../pwa/src/elements/card.ts";
import { distanceWords, sentence, staffedWords, stateWords } from "../../pwa/src/words.ts";

const [code = "", isRightToLeft = ""] = process.argv.slice(2);
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8"));
speak(code, read(`locale/${code}/phone.json`) as Catalogue, isRightToLeft === "1");

const moments = (label: Record<string, unknown>): Label =>
  Object.fromEntries(Object.entries(label).map(([key, value]) => [key, /_(at|since)$/.test(key) && value ? Date.parse(String(value)) : value])) as unknown as Label;
const cases = read("fixtures/openness.json") as { label: Record<string, unknown>; now: string }[];
const METRES = [10, 420, 3_512, 12_300];
const MINUTES = [1, 2, 3, 5, 11, 22, 60];

process.stdout.write(
  JSON.stringify({
    labels: cases.map(({ label, now }) => [sentence(moments(label), Date.parse(now)), staffedWords(moments(label)), stateWords(moments(label))]),
    distances: METRES.map(distanceWords),
    walks: MINUTES.map((walk_minutes) => wayWords({ distance_m: 420, walk_minutes } as Parameters<typeof wayWords>[0])),
  }),
);
