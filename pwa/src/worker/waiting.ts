/** The queue of the venue's screens, as a worker reaches it: the same store, lock and news to open pages. Throws where the store hangs. */
import { get, update, type UseStore } from "idb-keyval";
import { database } from "../alerts/database.ts";
import { soon } from "../alerts/kept.ts";
import { readQueue, type Tap } from "../venue/queue.ts";
import type { Who } from "../venue/types.ts";
import { identity } from "../venue/words.ts";

function kept(): UseStore {
  return database("venue", "kept");
}

export async function alterQueue(to: (held: Tap[]) => Tap[]): Promise<Tap[]> {
  let made: Tap[] = [];
  await soon(update("queue", (held) => (made = to(readQueue(held))), kept()));
  const pages = new BroadcastChannel("venue-queue");
  pages.postMessage("changed");
  pages.close();
  return made;
}

/** Who works on this device, as its screens last heard; empty where they have heard nothing. */
export async function worker(): Promise<string> {
  const held = (await soon(get("mine", kept()))) as { mine?: { who?: Who } } | undefined;
  const who = held?.mine?.who;
  return who ? identity(who) : "";
}

/** For browsers that do not show their cookies to a worker. */
export async function keptToken(): Promise<string> {
  const held: unknown = await soon(get("csrf", kept()));
  return typeof held === "string" ? held : "";
}

export async function chooseVenue(slug: string): Promise<void> {
  await soon(update("venue", () => slug, kept()));
}
