/** What all signed-in screens look at. The address never changes: a screen is a value here. */
import { computed, signal } from "@preact/signals";
import type { Mine, VenueTonight } from "./types.ts";

export type ManageScreenName = "hours" | "place" | "people" | "devices";
export type ScreenName = "loading" | "nosignal" | "signin" | "pair" | "venues" | "tonight" | "moved" | "helped" | "me" | "security" | "again" | "offer" | "desk" | ManageScreenName;

/** As the server last said; null while nobody is signed in here. */
export const mine = signal<Mine | null>(null);
/** True time of that answer; null before the first. */
export const heardAt = signal<number | null>(null);
export const screen = signal<ScreenName>("loading");
/** The slug of the venue that the screens are about. */
export const chosen = signal<string | null>(null);
/** False after a call found no network; true after one that did. */
export const isOnline = signal(true);
/** Whose session ended while the page was open; null where nobody's did. */
export const ended = signal<"person" | "device" | null>(null);
/** True while somebody of the desk still has to set up a second factor. */
export const mustSecure = signal(false);
/** Said once, aloud, to those who do not see the screen. */
export const said = signal("");

export const who = computed(() => mine.value?.who ?? null);
/** Officers, and partners who only read: their place is the desk. What an older page kept names officers alone. */
export const sitsAtDesk = computed(() => who.value?.at_desk ?? who.value?.officer ?? false);
export const venues = computed(() => mine.value?.venues ?? []);
export const venue = computed(() => venues.value.find(({ slug }) => slug === chosen.value) ?? (venues.value.length === 1 ? venues.value[0] ?? null : null));
export const isManager = computed(() => venue.value?.role === "manager" || (mine.value?.organisations.some(({ role }) => role === "manager") ?? false));

/** A screen with work that is not saved sets `ask`; where it says false, somebody is asked before they leave. */
export const leaving: { ask: ((to: ScreenName) => boolean) | null } = { ask: null };

export function go(to: ScreenName): void {
  if (mine.value !== null && to !== screen.value && leaving.ask?.(to) === false) return;
  screen.value = to;
  scrollTo(0, 0);
}

export function say(text: string): void {
  said.value = text;
}

let replaced = 0;
/** How often a venue was told anew: a list that was asked for before that is out of date. */
export function timesReplaced(): number {
  return replaced;
}

/** One venue as a newer answer tells it. */
export function replaceVenue(fresh: VenueTonight): void {
  replaced++;
  const held = mine.value;
  if (held) mine.value = { ...held, venues: held.venues.map((one) => (one.slug === fresh.slug ? fresh : one)) };
}
