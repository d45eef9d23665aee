/** What the lists of people and of devices say. Pure. */
import { isoDate, dateAgo, dayMonth, momentWords } from "../dates.ts";
import { dateOf } from "../../../london.ts";
import type { Device, Member, PairingOffer } from "../types.ts";
import { listWords } from "../week/edits.ts";

export type Names = Record<string, string>;

/** "Staff of all venues"; "Manager of Demo Nightjar Club" */
export function roleWords({ role, venues }: Member, names: Names): string {
  const of = venues === null ? "all venues" : venuesWords(venues, names);
  return `${role === "manager" ? "Manager" : "Staff"} of ${of}`;
}

export function venuesWords(slugs: string[], names: Names): string {
  return listWords(slugs.map((slug) => names[slug] ?? slug));
}

/** "Last here today"; "Invited on 3 November, not signed in yet" */
export function seenWords({ invited_at, accepted_at, last_seen_on }: Member, now: number): string {
  if (accepted_at === null) return `Invited on ${dayMonth(isoDate(dateOf(Date.parse(invited_at))), now)}, not signed in yet`;
  return last_seen_on === null ? "Signed in once" : `Last here ${dateAgo(last_seen_on, now)}`;
}

/** "Used today at 23:10" */
export function usedWords({ last_used_at }: Device, now: number): string {
  return last_used_at === null ? "Not used yet" : `Used ${momentWords(last_used_at, now)}`;
}

export function pairedWords({ paired_at, paired_by, has_pin }: Device, now: number): string {
  const by = paired_by === null ? "" : ` by ${paired_by}`;
  return `Paired ${momentWords(paired_at, now)}${by}. ${has_pin ? "Asks for the shift PIN once a night." : "No PIN."}`;
}

/** "1234 5678" */
export function grouped(code: string): string {
  return code.replace(/(\d{4})(?=\d)/g, "$1 ");
}

/** "9:05", and "0:00" once it has run out. */
export function countdown({ expires_at }: PairingOffer, now: number): string {
  const seconds = Math.max(0, Math.ceil((Date.parse(expires_at) - now) / 1_000));
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)}:${rest < 10 ? "0" : ""}${rest}`;
}

/** The device that took the code: one that was not there when it was shown. */
export function newcomer(before: string[], devices: Device[]): Device | null {
  return devices.find(({ id }) => !before.includes(id)) ?? null;
}
