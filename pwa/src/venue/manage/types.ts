/** What the API says to a manager, spelled as it spells it. Dates are ISO; clock times are London's. */
import type { Eligibility, Kind } from "../../types.ts";
import type { Organisation, Point, Span, VenueTonight } from "../types.ts";

export type { Point, Span };

export const DAY_KEYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type DayKey = (typeof DAY_KEYS)[number];
/** A day is the night that starts on it. */
export type Grid = Record<DayKey, Span[]>;

export interface SpecialDay {
  date: string;
  hours: string;
  note: string;
  spans: Span[];
}

export interface OfferedDay {
  date: string;
  name: string;
}

/** Each field with what it is and what it should become. */
export interface Proposal {
  id: number;
  changes: Record<string, [unknown, unknown]>;
  made_by: string | null;
  made_at: string;
}

export interface HoursKept {
  opening_hours: string | null;
  week: Grid | null;
  season_from: string | null;
  season_until: string | null;
}

export interface VenueFull extends VenueTonight, HoursKept {
  address: string;
  postcode: string | null;
  kind: Kind;
  eligibility: Eligibility;
  services: string[];
  access: Record<string, boolean | null>;
  what_to_expect: string | null;
  minimum_age: number | null;
  last_entry: string | null;
  hours_text: string | null;
  special_days: SpecialDay[];
  offered_days: OfferedDay[];
  proposals: Proposal[];
}

export interface PreviewNight {
  night: string;
  label: string;
  windows: Span[];
  text: string;
}

export interface Preview {
  opening_hours: string | null;
  hours_text: string | null;
  nights: PreviewNight[];
}

export interface Member {
  id: number;
  name: string;
  email: string;
  role: "manager" | "staff";
  organisation: number;
  venues: string[] | null;
  invited_at: string;
  accepted_at: string | null;
  last_seen_on: string | null;
}

export interface Device {
  id: string;
  name: string;
  organisation: number;
  venues: string[];
  paired_at: string;
  paired_by: string | null;
  last_used_at: string | null;
  has_pin: boolean;
}

export interface PairingOffer {
  code: string;
  expires_at: string;
  link: string;
  qr_svg: string;
}

/** `whole`: managed with all its venues, so with its people too. */
export type Managed = Organisation & { whole?: boolean };
