import assert from "node:assert/strict";
import { test } from "node:test";
import { isInArea, type Area } from "../../pwa/src/area.ts";
import { read, type GazetteerFile } from "../../pwa/src/gazetteer.ts";
import { interpret } from "../../pwa/src/search.ts";
import type { Point } from "../../pwa/src/types.ts";
import { fixture } from "./read.ts";

interface Case {
  q: string;
  kind: string;
  book?: boolean;
  name?: string;
  precision?: string;
  at?: [number, number];
  alternatives?: [string, string][];
}

const file = fixture<GazetteerFile & Area>("gazetteer.json");
const known = { ...read(file), area: file.area, area_margin_m: file.area_margin_m };
const { cases } = fixture<{ cases: Case[] }>("searches.json");
const none = async (): Promise<Map<string, Point>> => new Map();
const leek = async (): Promise<Map<string, Point>> => new Map([["ST13 5AA", { lat: 53.105, lng: -2.024 }]]);

for (const { q, kind, name, precision, at, alternatives = [] } of cases.filter(({ book }) => !book)) {
  test(`without a postcode table "${q.slice(0, 40)}" is ${kind} ${name ?? ""}`, async () => {
    const found = await interpret(q, known, none);
    assert.equal(found.kind, kind);
    assert.deepEqual(found.alternatives, alternatives);
    if (found.kind !== "found") return;
    assert.equal(found.name, name);
    assert.equal(found.precision, precision);
    assert.deepEqual([found.point.lat, found.point.lng], at);
  });
}

test("a full postcode is exact when its district could be fetched", async () => {
  const found = await interpret("st135aa", known, leek);
  assert.deepEqual([found.kind, found.kind === "found" && found.point], ["found", { lat: 53.105, lng: -2.024 }]);
});

test("a postcode that its fetched district lacks is unknown, and the district is offered", async () => {
  const found = await interpret("ST13 5ZZ", known, leek);
  assert.deepEqual([found.kind, found.alternatives], ["unknown_postcode", [["Leek (ST13)", "ST13"]]]);
});

test("only the district is asked for, never the postcode", async () => {
  const asked: string[] = [];
  await interpret("ST13 5AA", known, async (outcode) => (asked.push(outcode), new Map()));
  assert.deepEqual(asked, ["ST13"]);
});

test("when the network is down a full postcode falls back to its district and says so", async () => {
  const found = await interpret("ST13 5AA", known, () => Promise.reject(new Error("offline")));
  assert.ok(found.kind === "found" && found.precision === "district");
  assert.match(found.message, /could not look up ST13 5AA/);
});

for (const { name, in_area, ...point } of fixture<(Point & { name: string; in_area: boolean })[]>("area.json")) {
  test(`${name} is ${in_area ? "in" : "outside"} the area`, () => assert.equal(isInArea(point, known), in_area));
}
