/** Who is signed in here and what their venues say now: from the server, or as last heard. */
import { call } from "./api.ts";
import { change, forget, keep, kept } from "./kept.ts";
import { remindNobody } from "./reminders/later.ts";
import { chosen, ended, heardAt, isOnline, mine, replaceVenue, timesReplaced } from "./state.ts";
import { now } from "./time.ts";
import type { Mine, VenueTonight } from "./types.ts";

interface Heard {
  mine: Mine;
  at: number;
}

export type Look = "in" | "out" | "offline";

/** Ask the server. An ended session forgets the venues, but never the taps that wait. */
export async function look(): Promise<Look> {
  const before = timesReplaced();
  const answer = await call<Mine>("GET", "/api/v1/venues/mine");
  if (answer.kind === "ok" && before !== timesReplaced()) return look();
  isOnline.value = answer.kind !== "offline";
  if (answer.kind === "ok") {
    take(answer.data, now.value);
    void keep("mine", { mine: answer.data, at: now.value } satisfies Heard);
    void keep("paired", answer.data.who.kind === "device");
    return "in";
  }
  if (answer.kind === "offline" || answer.status !== 401) return "offline";
  ended.value = mine.value?.who.kind ?? ended.value ?? ((await kept("paired")) === true ? "device" : null);
  mine.value = null;
  void forget("mine");
  if (ended.value === "device") void remindNobody();
  return "out";
}

function take(fresh: Mine, at: number): void {
  mine.value = fresh;
  ended.value = null;
  heardAt.value = at;
}

/** What was last heard, for a page that opens without signal. */
export async function recall(): Promise<boolean> {
  const held = (await kept("mine")) as Partial<Heard> | undefined;
  const slug = await kept("venue");
  if (typeof slug === "string") chosen.value = slug;
  if (!held?.mine?.who || !Array.isArray(held.mine.venues) || typeof held.at !== "number") return false;
  if (mine.value === null) take(held.mine, held.at);
  return true;
}

/** What came of a tap, kept at once: a page that opens without signal must not show what stood before it. */
export async function takeVenue(fresh: VenueTonight): Promise<void> {
  replaceVenue(fresh);
  await change("mine", (held) => withVenue(held as Heard | undefined, fresh, now.value));
}

function withVenue(held: Heard | undefined, fresh: VenueTonight, at: number): Heard | undefined {
  if (!Array.isArray(held?.mine?.venues)) return held;
  const venues = held.mine.venues.map((one) => (one.slug === fresh.slug ? fresh : one));
  // The other venues are no newer than they were.
  return { mine: { ...held.mine, venues }, at: venues.length === 1 ? at : held.at };
}

export function choose(slug: string): void {
  chosen.value = slug;
  void keep("venue", slug);
}
