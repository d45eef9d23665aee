/** The list that the app keeps twice (see `store.ts`), changed where no page is: each copy by itself. */
import { update } from "idb-keyval";
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
    return made ? { snapshot: made.snapshot, checked_at: made.checked_at, etag: made.etag } : row;
  };
  const inDatabase = async (): Promise<void> => update(KEY, amended, database("keyval-store", "keyval"));
  const inCache = async (): Promise<void> => {
    const cache = await caches.open(CACHE);
    const found = await cache.match(KEY);
    if (!found) return;
    const headers = { "Content-Type": "application/json" };
    await cache.put(KEY, new Response(JSON.stringify(amended(await found.json())), { headers }));
  };
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  await Promise.all([inDatabase(), inCache()].map((work) => Promise.race([work.catch(() => undefined), late])));
}
