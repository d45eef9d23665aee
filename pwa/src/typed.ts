/** What was typed, read with the towns and districts that the app carries. Loaded when somebody types. */
import file from "virtual:gazetteer";
import area from "virtual:area";
import { district } from "./api.ts";
import { read } from "./gazetteer.ts";
import { interpret, type Found, type NotFound } from "./search.ts";

const known = { ...read(file), ...area };

export function understand(q: string): Promise<Found | NotFound> {
  return interpret(q, known, district);
}
