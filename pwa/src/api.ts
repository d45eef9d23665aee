import { bytesOf, isSigned, wholeBody } from "./body.ts";
import { coversUntil, isOlder, isPartOf, readSnapshot, isPoint } from "./snapshot.ts";
import type { Held, Point } from "./types.ts";

const PATIENCE_MS = 10_000;
/** The middle of its district does instead, so nobody waits for a postcode longer than for anything else. */
const POSTCODE_PATIENCE_MS = 2_500;

export type Outcome =
  | { kind: "new"; held: Held; server_time: number }
  | { kind: "same"; server_time: number }
  /** Something answered that is not our server: a Wi-Fi log-in page, most often. */
  | { kind: "portal" }
  | { kind: "failed" };

/** Patience is for the whole answer: a body can stop half way and never end. */
export async function ask<T>(url: string, init: RequestInit, patienceMs: number, read: (response: Response) => Promise<T>): Promise<T> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), patienceMs);
  try {
    return await read(await fetch(url, { ...init, credentials: "omit", redirect: "manual", signal: patience.signal }));
  } finally {
    clearTimeout(timer);
    // What was not read is not wanted, however much of it there is.
    patience.abort();
  }
}

/** 511 is what a Wi-Fi that wants a log-in should say; others send elsewhere, or refuse like 403. */
function isOurTrouble({ status }: Response): boolean {
  return status === 429 || (status >= 500 && status !== 511);
}

/** A Wi-Fi answers everything with a page of its own, whatever it says that it is. */
function isOurs(response: Response): boolean {
  return response.status === 200 && isJson(response) && isSigned(response);
}

function isJson(response: Response): boolean {
  return (response.headers.get("Content-Type") ?? "").startsWith("application/json");
}

function serverTime(response: Response, fallback: number): number {
  const said = Date.parse(response.headers.get("Date") ?? "");
  const onTheWay = Number(response.headers.get("Age") ?? 0) * 1_000;
  return Number.isNaN(said) ? fallback : said + onTheWay;
}

/** Ask whether there is a newer list than `held`. */
export async function checkPlaces(held: Held | null, now: number): Promise<Outcome> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (held?.etag) headers["If-None-Match"] = held.etag;
  try {
    return await ask("/api/v1/places", { headers, cache: "no-store" }, PATIENCE_MS, (response) => judge(response, held, now));
  } catch {
    return { kind: "failed" };
  }
}

/** Accept only 200, JSON, what our server sent and all of it, the right shape, and nothing older than what is held. */
export async function judge(response: Response, held: Held | null, now: number): Promise<Outcome> {
  const server_time = serverTime(response, now);
  // Only who knows the list says by its name that there is no newer one.
  if (response.status === 304 && held !== null) {
    return response.headers.get("ETag") === held.etag ? { kind: "same", server_time } : { kind: "portal" };
  }
  if (!isOurs(response)) return { kind: isOurTrouble(response) ? "failed" : "portal" };
  const snapshot = readSnapshot(JSON.parse(new TextDecoder().decode(await wholeBody(response))));
  if (snapshot === null) return { kind: "failed" };
  if (held !== null && (isOlder(snapshot, held.snapshot) || isPartOf(snapshot, held.snapshot))) return { kind: "failed" };
  const etag = response.headers.get("ETag");
  const fresh: Held = { snapshot, checked_at: server_time, etag, skew: 0, covers_until: coversUntil(snapshot), complete: true, is_essence: false };
  return { kind: "new", held: fresh, server_time };
}

/** The points of every postcode in a district, so that the server does not learn which one was meant. */
export async function district(outcode: string): Promise<Map<string, Point>> {
  const init = {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({ outcode }),
  };
  return ask("/api/v1/postcodes", init, POSTCODE_PATIENCE_MS, pointsOf);
}

async function pointsOf(response: Response): Promise<Map<string, Point>> {
  if (!response.ok || !isJson(response)) return new Map();
  const answer = JSON.parse(new TextDecoder().decode(await bytesOf(response))) as { postcodes?: Record<string, [number, number]> };
  const points = Object.entries(answer.postcodes ?? {}).map(([code, [lat, lng]]) => [code, { lat, lng }] as const);
  return new Map(points.filter(([, point]) => isPoint(point)));
}
