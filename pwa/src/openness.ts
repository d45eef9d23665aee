import { DAY, HOUR, MINUTE, dateOf, instant, nightOf, nightStartsAt } from "./london.ts";
import type { Basis, Label, LiveReport, Place, PlaceFacts, State, Window } from "./types.ts";

const RECENT = 5 * MINUTE;
const TRUSTED = 30 * MINUTE;
const MARGIN = 15 * MINUTE;
const LEASE = 120 * MINUTE;
const NEAR_M = 5_000;

function moment(iso: string | null): number | null {
  return iso === null ? null : Date.parse(iso);
}

export function facts(place: Place, covers_until: number): PlaceFacts {
  const { report } = place;
  return {
    windows: place.windows.map(([start, end]) => ({ start: Date.parse(start), end: Date.parse(end) })),
    hours_known: place.opening_hours !== null,
    covers_until,
    report: report && {
      ...report,
      reported_at: Date.parse(report.reported_at),
      until: moment(report.until),
      valid_until: moment(report.valid_until),
    },
    call_first_until: moment(place.call_first_until),
    last_entry: place.last_entry,
    help_at_door: place.services.includes("help_at_door"),
    hours_may_differ_on: place.hours_may_differ_on.map(Date.parse),
  };
}

function speaksAt(report: LiveReport | null, now: number): report is LiveReport {
  if (report === null || report.status === "as_scheduled" || report.valid_until === null) return false;
  return report.reported_at <= now && now < report.valid_until;
}

function saysClosedAt({ status, until }: LiveReport, now: number): boolean {
  return status === "closed" || (status === "closing_early" && until !== null && until <= now);
}

const SILENT: Omit<Label, "state" | "basis"> = {
  closes_at: null,
  opens_at: null,
  said_at: null,
  call_first: false,
  not_rechecked_since: null,
  is_old_list: false,
  last_entry_at: null,
  last_entry_passed: false,
  staffed: false,
  hours_may_differ: false,
};

/** What may be said of a place at `now`; `checked_at` is the last time the server vouched for the facts. */
export function label(place: PlaceFacts, now: number, checked_at: number, walk_minutes: number | null): Label {
  const age = now - checked_at;
  const what = said(place, now, (walk_minutes ?? 0) * MINUTE, age > TRUSTED ? "stale" : "confirmed");
  const { basis, state, call_first } = what;
  return {
    ...what,
    staffed: basis === "confirmed" && state !== "closed" && !call_first && place.report?.staffed === true && isFresh(place.report, now),
    hours_may_differ: basis === "scheduled" && place.hours_may_differ_on.includes(nightOf(now)),
    not_rechecked_since: age > RECENT && age <= TRUSTED ? checked_at : null,
    is_old_list: age > DAY,
  };
}

function said(place: PlaceFacts, now: number, walk: number, heard: Basis): Label {
  const report = speaksAt(place.report, now) ? place.report : null;
  const current = place.windows.find(({ start, end }) => start <= now && now < end);
  const opens_at = place.windows.find(({ start }) => now < start)?.start ?? null;
  if (now >= place.covers_until) return { ...SILENT, state: "unknown", basis: "unknown" };
  if (report && saysClosedAt(report, now)) {
    return { ...SILENT, state: "closed", basis: heard, opens_at, said_at: report.reported_at };
  }
  if (current) return open(place, current, report, now, walk, heard);
  if (place.hours_known) return { ...SILENT, state: "closed", basis: "scheduled", opens_at };
  if (report?.status === "full") {
    return { ...SILENT, state: "full", basis: heard, said_at: report.reported_at, call_first: callFirst(place, now) };
  }
  return { ...SILENT, state: "unknown", basis: "unknown", opens_at };
}

/** *Closing early* cuts the whole night, but vouches for being open no longer than *open* does. */
function isFresh(report: LiveReport | null, now: number): boolean {
  return report !== null && now < report.reported_at + LEASE;
}

function callFirst({ call_first_until }: PlaceFacts, now: number): boolean {
  return call_first_until !== null && now < call_first_until;
}

function open(
  place: PlaceFacts,
  current: Window,
  report: LiveReport | null,
  now: number,
  walk: number,
  heard: Basis,
): Label {
  const last_entry_at = lastEntryAt(place.last_entry, current, now);
  const last_entry_passed = last_entry_at !== null && last_entry_at <= now && !place.help_at_door;
  // A window that reaches the end of what is told has no closing that anybody knows of.
  const closes_at = current.end < place.covers_until && current.end - now < DAY ? current.end : null;
  const isClosing = last_entry_passed || (closes_at !== null && closes_at - now <= walk + MARGIN);
  const state: State = report?.status === "full" ? "full" : isClosing ? "closing_soon" : "open";
  const call_first = callFirst(place, now);
  // Somebody who was there contradicts what staff said, or it was said too long ago.
  const heeded = state !== "full" && (call_first || !isFresh(report, now)) ? null : report;
  return {
    ...SILENT,
    state,
    basis: heeded ? heard : "scheduled",
    closes_at,
    said_at: heeded?.reported_at ?? null,
    call_first,
    last_entry_at,
    last_entry_passed,
  };
}

/** The first time that the clock says so in the window; each night anew where it never closes. */
function lastEntryAt(lastEntry: string | null, current: Window, now: number): number | null {
  if (lastEntry === null) return null;
  const neverCloses = current.end - current.start > DAY;
  const start = neverCloses ? Math.max(current.start, nightStartsAt(nightOf(now))) : current.start;
  const day = dateOf(start);
  const [hour = 0, minute = 0] = lastEntry.split(":").map(Number);
  const clock = hour * HOUR + minute * MINUTE;
  const times = [day, day + DAY].flatMap((date) => [instant(date + clock), instant(date + clock, true)]);
  return Math.min(...times.filter((time) => start <= time));
}

/** Open first, then closing soon and full, within 5 km; beyond that only distance counts. */
export function rank<T extends { label: Label; distance_m: number | null }>(items: readonly T[]): T[] {
  const tier = ({ label: { state }, distance_m }: T): number =>
    (distance_m ?? 0) > NEAR_M ? 2 : state === "open" ? 0 : 1;
  return [...items].sort((a, b) => tier(a) - tier(b) || (a.distance_m ?? 0) - (b.distance_m ?? 0));
}
