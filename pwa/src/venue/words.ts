/** What the venue's screens say, as sentences of what they know. Pure. */
import { MINUTE, clock, clock24, dateOf, dayName, nightOf } from "../london.ts";
import type { Loss, Tap, Wanted, Why } from "./queue.ts";
import { agoWords, leftWords, untilWords } from "./times.ts";
import type { Help, Said, Status, VenueTonight, Who } from "./types.ts";

const NUDGE = 15 * MINUTE;

export const STATUS_WORDS: Record<Status, string> = {
  open: "Open",
  full: "Full",
  closing_early: "Closing early",
  closed: "Closed tonight",
  as_scheduled: "Back to timetable",
};

export const HELP_WORDS: Record<Help, string> = {
  first_aid: "First aid",
  water: "Water",
  charging: "Charged a phone",
  waiting: "Waited with someone",
  taxi: "Got a taxi",
  call: "Called someone for them",
  report: "Helped to report",
};

export function identity({ kind, email, name }: Who): string {
  return `${kind} ${email ?? name}`;
}

/** "Open. Bar tablet said so at 23:12." */
export function stateWords(venue: VenueTonight, now: number): string {
  const said = venue.report && holds(venue.report, now) ? venue.report : null;
  if (said === null) return silentWords(venue, now);
  return `${claim(said, now)}. ${said.said_by ?? "Somebody"} said so at ${clock24(Date.parse(said.reported_at))}.`;
}

/** Whether a report still says something at `now`. */
export function holds({ status, valid_until }: Said, now: number): boolean {
  return status !== "as_scheduled" && valid_until !== null && now < Date.parse(valid_until);
}

function claim({ status, until }: Said, now: number): string {
  const end = until === null ? null : Date.parse(until);
  if (status === "closing_early" && end !== null) return end <= now ? `Closed early, at ${clock24(end)}` : `Closing early, at ${clock24(end)}`;
  if (status === "open" && end !== null) return `Open until ${clock24(end)}`;
  return STATUS_WORDS[status];
}

function silentWords({ latest, tonight }: VenueTonight, now: number): string {
  const at = latest === null ? null : Date.parse(latest.reported_at);
  if (latest === null || at === null || now - at > 24 * 60 * MINUTE) return "Nobody has said anything tonight.";
  const who = latest.said_by ?? "Somebody";
  if (latest.status === "as_scheduled") return `${who} went back to the timetable at ${clock24(at)}.`;
  const lapsed = tonight.windows.some(([start, end]) => Date.parse(start) <= now && now < Date.parse(end)) ? " That has run out." : "";
  return `${who} said ${quote(latest.status)} at ${clock24(at)}${dateOf(at) === dateOf(now) ? "" : ` on ${dayName(dateOf(at))}`}.${lapsed}`;
}

function quote(status: Status): string {
  return `\u201c${STATUS_WORDS[status]}\u201d`;
}

/** The trained person of the word that stands, or of a later one on its way: closing early sends nobody home. */
export function carried({ slug, report }: VenueTonight, queue: readonly Tap[], now: number): boolean | null {
  const waiting = queue.filter((tap) => tap.slug === slug && tap.wanted.kind !== "tally" && tap.ask === null).at(-1);
  if (waiting) return waiting.wanted.kind === "report" ? waiting.wanted.staffed : null;
  const isOfTonight = report !== null && holds(report, now) && nightOf(Date.parse(report.reported_at)) === nightOf(now);
  return isOfTonight ? report.staffed : null;
}

export function staffedWords(staffed: boolean | null): string {
  if (staffed === null) return "";
  return staffed ? "Trained person on shift." : "No trained person on shift.";
}

export interface PublicView {
  /** What stands before and after what the public reads, which is shown in bold. */
  before: string;
  seen: string;
  after: string;
  /** True when what is seen runs out soon and one tap would renew it. */
  isRunningOut: boolean;
}

/** What the public reads now, and until when. */
export function publicView(venue: VenueTonight, now: number): PublicView {
  const plain = (before: string, seen = "", after = "", isRunningOut = false): PublicView => ({ before, seen, after, isRunningOut });
  if (venue.suspended_because !== null) return plain(`The VRA has taken this venue off the list: ${venue.suspended_because}`);
  if (!venue.published) return plain("Not on the public list yet. You can try this screen; nobody else sees it.");
  const { words, until, isOpen } = seenWords(venue, now);
  const left = until === null ? 0 : until - now;
  if (until === null) return plain("The public sees ", words, ".");
  if (!isOpen) return plain("The public sees ", words, ` until ${untilWords(until, now)}.`);
  return plain("The public sees ", words, ` until ${untilWords(until, now)} (${leftWords(left)} left).`, left <= NUDGE);
}

/** What staff say of being open counts for two hours, also where the closing that they named is later. */
const VOUCHES_MS = 2 * 3_600_000;

interface Seen {
  words: string;
  /** Null where the words say it themselves, or nothing runs out. */
  until: number | null;
  isOpen: boolean;
}

function seen(words: string, until: number | null = null, isOpen = false): Seen {
  return { words, until, isOpen };
}

function seenWords(venue: VenueTonight, now: number): Seen {
  const report = venue.report && holds(venue.report, now) ? venue.report : null;
  const lease = report?.valid_until ? Date.parse(report.valid_until) : null;
  const end = venue.tonight.windows.map((span) => span.map(Date.parse)).find(([from = 0, to = 0]) => from <= now && now < to)?.[1] ?? null;
  if (report && saysClosed(report, now)) return seen("closed tonight", lease);
  if (end === null) return shutWords(venue, lease, now);
  if (report?.status === "full") return seen("full", Math.min(end, lease ?? end));
  const isCalled = venue.call_first_until !== null && now < Date.parse(venue.call_first_until);
  if (isCalled) return seen(`should be open until ${clock(end)}, call first`);
  const vouched = report === null ? now : Date.parse(report.reported_at) + VOUCHES_MS;
  if (report === null || vouched <= now) return seen(`should be open until ${clock(end)}, not confirmed`);
  return report.status === "closing_early" ? closingWords(end, vouched, now) : seen("confirmed", lease, true);
}

function saysClosed({ status, until }: Said, now: number): boolean {
  return status === "closed" || (status === "closing_early" && until !== null && Date.parse(until) <= now);
}

/** Outside all hours: "full" counts only where the server shows it, because nobody knows the hours. */
function shutWords(venue: VenueTonight, lease: number | null, now: number): Seen {
  const { state, closes_at, report } = venue;
  if (state === "full" && closes_at === null && report?.status === "full" && lease !== null) return seen("full", lease);
  return seen(state === "unknown" ? "opening hours not known, call first" : opensWords(venue, now));
}

function closingWords(end: number, vouched: number, now: number): Seen {
  const then = vouched < end ? ` (confirmed until ${untilWords(vouched, now)})` : "";
  return seen(`open until ${clock(end)}${then}, then closed tonight`);
}

function opensWords({ tonight }: VenueTonight, now: number): string {
  const next = tonight.windows.map(([start]) => Date.parse(start)).find((start) => start > now);
  return next === undefined ? "closed now, by the timetable" : `closed now, should open at ${clock(next)}`;
}

/** "Two people said …" while the public is told to ring before they come. */
export function callFirstWords({ call_first_until }: VenueTonight, now: number): string | null {
  if (call_first_until === null || now >= Date.parse(call_first_until)) return null;
  return `Two people said they could not get help here. Until ${clock24(Date.parse(call_first_until))} the public is told to call first.`;
}

export function needsUntil(venue: VenueTonight, now: number): boolean {
  return ![...venue.tonight.windows, ...venue.scheduled].some(([start, end]) => Date.parse(start) <= now && now < Date.parse(end));
}

export function wantedWords(wanted: Wanted): string {
  switch (wanted.kind) {
    case "undo":
      return "Undo";
    case "tally":
      return `${wanted.by > 0 ? "+1" : "\u22121"} ${HELP_WORDS[wanted.help]}`;
    case "report": {
      const until = wanted.until === null ? "" : ` ${wanted.status === "closing_early" ? "at" : "until"} ${clock24(Date.parse(wanted.until))}`;
      return `${STATUS_WORDS[wanted.status]}${until}`;
    }
  }
}

/** "You tapped Open at 22:50, 25 minutes ago. Still true?"; the moment where it can be told. */
export function askWords({ wanted }: Tap, why: Why, at: number | null, now: number): string {
  const what = wantedWords(wanted);
  if (why === "somebody_else") return `Somebody else tapped ${what} on this device${at === null ? "" : ` at ${clock24(at)}`}. Is it true?`;
  if (at === null) return `You tapped ${what}, but this device\u2019s clock was changed since. Is it still true?`;
  return `You tapped ${what} at ${clock24(at)}, ${agoWords(now - at)}. Is it still true?`;
}

export function lossWords({ wanted }: Tap, loss: Loss): string {
  const what = wantedWords(wanted);
  if (loss === "overtaken") return `${what} was not sent: you said something newer since.`;
  if (loss === "another_night") return `${what} was not sent: it belongs to another night.`;
  return "Too late to undo. Say what is true now instead.";
}

export function countOf(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}

