export type Kind = "safe_space" | "charter_venue";
export type Status = "open" | "full" | "closing_early" | "closed" | "as_scheduled";
export type State = "open" | "closing_soon" | "full" | "closed" | "unknown";
export type Basis = "confirmed" | "scheduled" | "stale" | "unknown";
export type Eligibility = "everyone" | "women_and_girls";

export interface Point {
  lat: number;
  lng: number;
}

export interface Report {
  status: Status;
  staffed: boolean | null;
  reported_at: string;
  until: string | null;
  valid_until: string | null;
}

/** A published venue exactly as the public API spells it. `null` is unknown. */
export interface Place {
  slug: string;
  name: string;
  kind: Kind;
  charter_signed_on: string | null;
  point: Point;
  address: string | null;
  postcode: string | null;
  town: string | null;
  phone: string | null;
  eligibility: Eligibility;
  services: string[];
  access: Record<string, boolean | null>;
  what_to_expect: string | null;
  is_mobile: boolean;
  opening_hours: string | null;
  hours_text: string | null;
  windows: [string, string][];
  report: Report | null;
  call_first_until: string | null;
  minimum_age: number | null;
  last_entry: string | null;
  last_checked_on: string | null;
  hours_confirmed_on: string | null;
  /** Nights that are holidays, of which the venue has said nothing. */
  hours_may_differ_on: string[];
  is_demo: boolean;
  /** Told by a push alone, after the list that it is in. */
  told?: Told;
}

/** Which state of the server something is from. */
export interface Told {
  epoch: number;
  seq: number;
  generated_at: string;
}

export interface Snapshot {
  epoch: number;
  seq: number;
  generated_at: string;
  places: Place[];
}

/** What the phone holds: a snapshot and the true time of the last 200 or 304 that vouched for it. */
export interface Held {
  snapshot: Snapshot;
  checked_at: number;
  etag: string | null;
  /** By how much this phone's clock was ahead when the list was last checked, in milliseconds. */
  skew: number;
  /** The windows say nothing about a moment at or past this one. */
  covers_until: number;
  /** False while only part of the places has come. */
  complete: boolean;
  /** True for the first screen's short rows, which lack what only a place's own page says. */
  is_essence: boolean;
}

export interface Window {
  start: number;
  end: number;
}

export interface LiveReport {
  status: Status;
  staffed: boolean | null;
  reported_at: number;
  until: number | null;
  valid_until: number | null;
}

/** All that the label of a place depends on; moments in milliseconds UTC. */
export interface PlaceFacts {
  windows: Window[];
  hours_known: boolean;
  covers_until: number;
  report: LiveReport | null;
  call_first_until: number | null;
  last_entry: string | null;
  help_at_door: boolean;
  /** Nights, as `nightOf` has them. */
  hours_may_differ_on: number[];
}

export interface Label {
  state: State;
  basis: Basis;
  closes_at: number | null;
  opens_at: number | null;
  said_at: number | null;
  call_first: boolean;
  not_rechecked_since: number | null;
  is_old_list: boolean;
  last_entry_at: number | null;
  last_entry_passed: boolean;
  /** Staff's word that a trained person is on shift counts now. */
  staffed: boolean;
  /** Only the timetable says so, and it is a holiday. */
  hours_may_differ: boolean;
}

export interface Filters {
  safe_spaces_only: boolean;
  step_free: boolean;
  under_18: boolean;
  services: string[];
}

/** Where the person is, as far as we know: their phone said so, or they typed it. */
export interface Origin {
  point: Point;
  /** Metres by which the point may be wrong; null where the typed place is a whole town or district. */
  accuracy_m: number | null;
  /** "Hanley", "Near Leek (ST13)"; null for the phone's own position. */
  name: string | null;
}
