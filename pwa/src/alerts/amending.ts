/** The list that the app keeps twice (see `store.ts`), changed where no page is: each copy by itself. */
import { get, update } from "idb-keyval";
import { readHeld } from "../snapshot.ts";
import type { Held } from "../types.ts";
import { database } from "./database.ts";

const [CACHE, KEY] = ["places", "/held.json"];
const PATIENCE_MS = 1_500;

/** Whatever a page saves at the same moment, the database has one after the other; of two copies the newer counts. */
export async function amend(change: (held: Held) => Held | null): Promise<void> {
  const amended = (row: unknown): unknown => {
    const held = readHeld(row);
    const made = held && change(held);
    return made ? { snapshot: made.snapshot, checked_at: made.checked_at, etag: made.etag, skew: made.skew } : row;
  };
  const theRow = async (): Promise<void> => update(KEY, amended, database("keyval-store", "keyval"));
  const theCopy = async (): Promise<void> => {
    const cache = await caches.open(CACHE);
    const found = await cache.match(KEY);
    if (!found) return;
    const headers = { "Content-Type": "application/json" };
    await cache.put(KEY, new Response(JSON.stringify(amended(await found.json())), { headers }));
  };
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  await Promise.all([theRow(), theCopy()].map((work) => Promise.race([work.catch(() => undefined), late])));
}

/** The list as the database has it; null where it has none, or does not say. */
export async function inDatabase(): Promise<Held | null> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, PATIENCE_MS, null));
  const asked = async (): Promise<Held | null> => readHeld(await get(KEY, database("keyval-store", "keyval")));
  return Promise.race([asked().catch(() => null), late]);
}
