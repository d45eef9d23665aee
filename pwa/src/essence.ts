import { readSnapshot } from "./snapshot.ts";
import type { Held } from "./types.ts";

/** What the server wrote into the first screen, so that a tap can be answered before anything else has come. */
export function readEssence(page: Document): Held | null {
  const text = page.getElementById("essence")?.textContent;
  if (!text) return null;
  const written = JSON.parse(text) as { rendered_at: string; covers_until: string; complete: boolean };
  const snapshot = readSnapshot(written);
  return snapshot && {
    snapshot,
    checked_at: Date.parse(written.rendered_at),
    etag: null,
    skew: 0,
    covers_until: Date.parse(written.covers_until),
    complete: written.complete,
    is_essence: true,
  };
}
