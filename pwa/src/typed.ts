/** What was typed, read with the towns and districts that the app carries. Loaded when somebody types. */
import file from "virtual:gazetteer";
import area from "virtual:area";
import { district } from "./api.ts";
import { read } from "./gazetteer.ts";
import { metres } from "./geo.ts";
import { interpret, type Alternative, type Found, type NotFound } from "./search.ts";
import type { Point } from "./types.ts";

const TO_TAP = 6;
const known = { ...read(file), ...area };

export function understand(q: string): Promise<Found | NotFound> {
  return interpret(q, known, district);
}

/** The towns to tap for somebody whose phone is not sure where it is, the nearest first. */
export function townsNear(point: Point): Alternative[] {
  const far = new Map([...known.names.values()].filter(({ code }) => code === null).map((town) => [town.name, metres(point, town)]));
  return [...far].sort(([, a], [, b]) => a - b).slice(0, TO_TAP).map(([name]) => [name, name]);
}
