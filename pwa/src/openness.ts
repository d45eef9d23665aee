import { DAY, HOUR, MINUTE, clock24, instant, nightOf } from "./london.ts";
import type { Basis, Label, LiveReport, Place, PlaceFacts, State, Window } from "./types.ts";

const RECENT = 5 * MINUTE;
const TRUSTED = 30 * MINUTE;
const MARGIN_MINUTES = 15;
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
  };
}

/** The moment after which nobody new is let in during this window: the latest such clock time within the night. */
function lastEntryAt(window: Window, lastEntry: string, now: number): number {
  const [hour = 0, minute = 0] = lastEntry.split(":").map(Number);
  const at = (night: number): number => {
    const wallMs = night + hour * HOUR + minute * MINUTE;
    return instant(hour < 6 ? wallMs + DAY : wallMs);
  };
  const tonight = at(nightOf(now));
  if (tonight >= window.start) return tonight;
  return at(nightOf(now) + DAY);
}

function isLive(report: LiveReport | null, now: number): report is LiveReport {
  return report !== null && report.valid_until !== null && report.reported_at <= now && now < report.valid_until;
}

const UNKNOWN: Label = {
  state: "unknown",
  basis: "unknown",
  closes_at: null,
  opens_at: null,
  said_at: null,
  call_first: false,
  not_rechecked_since: null,
  is_old_list: false,
  last_entry_passed: false,
};

/** What may be said of a place at `now`; `checked_at` is the last time the server vouched for the facts. */
export function label(place: PlaceFacts, now: number, checked_at: number, walk_minutes: number | null): Label {
  const age = now - checked_at;
  const not_rechecked_since = age > RECENT && age <= TRUSTED ? checked_at : null;
  const is_old_list = age > DAY;
  const window = place.windows.find(({ start, end }) => start <= now && now < end);
  const report = isLive(place.report, now) ? place.report : null;
  const shut = report?.status === "closed" || report?.status === "full";
  if (now >= place.covers_until || (!place.hours_known && !window && !shut)) {
    return { ...UNKNOWN, not_rechecked_since, is_old_list };
  }
  const common = { not_rechecked_since, is_old_list };
  return window ? whileOpen(place, window, report, now, age, walk_minutes, common) : whileShut(place, report, now, age, common);
}

type Common = Pick<Label, "not_rechecked_since" | "is_old_list">;

function whileOpen(
  place: PlaceFacts,
  window: Window,
  report: LiveReport | null,
  now: number,
  age: number,
  walk_minutes: number | null,
  common: Common,
): Label {
  const speaks = report !== null && report.status !== "as_scheduled" && report.status !== "closed";
  const call_first = place.call_first_until !== null && now < place.call_first_until;
  let basis: Basis = speaks ? "confirmed" : "scheduled";
  if (basis === "confirmed" && call_first && report?.status !== "full") basis = "scheduled";
  if (basis === "confirmed" && age > TRUSTED) basis = "stale";
  const last_entry_passed = place.last_entry !== null && now >= lastEntryAt(window, place.last_entry, now);
  const isLate = window.end - now <= ((walk_minutes ?? 0) + MARGIN_MINUTES) * MINUTE;
  let state: State = isLate || (last_entry_passed && !place.help_at_door) ? "closing_soon" : "open";
  if (report?.status === "full") state = "full";
  return {
    ...common,
    state,
    basis,
    closes_at: window.end - now >= DAY ? null : window.end,
    opens_at: null,
    said_at: basis === "scheduled" ? null : (report?.reported_at ?? null),
    call_first,
    last_entry_passed,
  };
}

function whileShut(place: PlaceFacts, report: LiveReport | null, now: number, age: number, common: Common): Label {
  const saidSo = report?.status === "closed" || report?.status === "closing_early";
  const next = place.windows.find(({ start }) => start > now);
  return {
    ...common,
    state: "closed",
    basis: saidSo ? (age > TRUSTED ? "stale" : "confirmed") : "scheduled",
    closes_at: null,
    opens_at: next?.start ?? null,
    said_at: saidSo ? report.reported_at : null,
    call_first: false,
    last_entry_passed: false,
  };
}

/** Open first, then closing soon and full, within 5 km; beyond that only distance counts. */
export function rank<T extends { label: Label; distance_m: number | null }>(items: readonly T[]): T[] {
  const tier = ({ label: { state }, distance_m }: T): number =>
    (distance_m ?? 0) > NEAR_M ? 2 : state === "open" ? 0 : 1;
  return [...items].sort((a, b) => tier(a) - tier(b) || (a.distance_m ?? 0) - (b.distance_m ?? 0));
}
