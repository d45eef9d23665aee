/**
 * The public snapshot, kept twice: IndexedDB can come back silently empty and Cache Storage silently missing.
 * Beside it only what somebody asked to be told: see `alerts/kept.ts`.
 */
import { get, set, type UseStore } from "idb-keyval";
import { database } from "./alerts/database.ts";
import { wholeBody } from "./body.ts";
import { mayKeep } from "./keeping.ts";
import { coversUntil, newer, readHeld, readSnapshot } from "./snapshot.ts";
import type { Held } from "./types.ts";

const CACHE = "places";
const KEY = "/held.json";
const SEED = "/seed.json";
const PATIENCE_MS = 1_500;

const store = (): UseStore => database("keyval-store", "keyval");

/** A store that hangs is a store that has nothing. */
async function soon<T>(work: Promise<T>): Promise<T | null> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, PATIENCE_MS, null));
  return Promise.race([work.catch(() => null), late]);
}

/** Async, so that a browser without IndexedDB at all is one more kind of empty. */
async function fromDatabase(): Promise<Held | null> {
  return readHeld(await get(KEY, store()));
}

async function fromCache(): Promise<Held | null> {
  const found = await (await caches.open(CACHE)).match(KEY);
  return found ? readHeld(await found.json()) : null;
}

async function fromSeed(): Promise<Held | null> {
  const found = await fetch(SEED, { credentials: "omit", redirect: "error" });
  const snapshot = found.ok ? readSnapshot(JSON.parse(new TextDecoder().decode(await wholeBody(found)))) : null;
  if (snapshot === null) return null;
  const checked_at = Date.parse(snapshot.generated_at);
  return { snapshot, checked_at, etag: null, skew: 0, covers_until: coversUntil(snapshot), complete: true, is_essence: false };
}

/** Whether something was asked to be told: only then are the parts that look after it fetched. */
export async function hasAlerts(): Promise<boolean> {
  const look = async (): Promise<unknown> => get("/alerts.json", store());
  return mayKeep() && Boolean(await soon(look()));
}

/** The newest good copy on this phone, or null. A copy that was lost or damaged is made good from the other. */
export async function load(): Promise<Held | null> {
  if (!mayKeep()) return null;
  const [database, cache] = await Promise.all([soon(fromDatabase()), soon(fromCache())]);
  const held = newer(database, cache);
  if (held !== null && (database === null || cache === null)) void save(held);
  return held;
}

/** The list as it was when the app was installed; it vouches for itself only as of then. */
export function seed(): Promise<Held | null> {
  return soon(fromSeed());
}

export async function save({ snapshot, checked_at, etag, skew }: Held): Promise<void> {
  if (!mayKeep()) return;
  const row = { snapshot, checked_at, etag, skew };
  const intoDatabase = async (): Promise<void> => set(KEY, row, store());
  const intoCache = async (): Promise<void> => {
    const body = new Response(JSON.stringify(row), { headers: { "Content-Type": "application/json" } });
    await (await caches.open(CACHE)).put(KEY, body);
  };
  // Private windows and full disks refuse either; the app works from memory then.
  await Promise.allSettled([intoDatabase(), intoCache()]);
}
