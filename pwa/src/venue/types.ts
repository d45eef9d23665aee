/** What the signed-in API says, spelled as it spells it. Moments are ISO 8601 with Z; null is unknown. */
import type { Basis, Point, State, Status } from "../types.ts";

export type { Basis, Point, State, Status };

export interface Who {
  kind: "person" | "device";
  name: string;
  needs_pin: boolean;
  email: string | null;
  /** The device's own number; null for a person. */
  device?: string | null;
  officer: boolean;
  is_senior: boolean;
  /** An officer, or a partner who reads there. */
  at_desk?: boolean;
}

export interface Organisation {
  id: number;
  name: string;
  role: "manager" | "staff";
}

/** A report as those who may report read it. */
export interface Said {
  id: number;
  status: Status;
  staffed: boolean | null;
  reported_at: string;
  until: string | null;
  valid_until: string | null;
  said_by: string | null;
  is_undo: boolean;
}

export type Span = [string, string];
export type Help = "first_aid" | "water" | "charging" | "waiting" | "taxi" | "call" | "report";

export interface VenueTonight {
  slug: string;
  name: string;
  town: string | null;
  role: "manager" | "staff" | "device";
  organisation: number;
  is_mobile: boolean;
  published: boolean;
  suspended_because: string | null;
  state: State | null;
  basis: Basis | null;
  closes_at: string | null;
  report: Said | null;
  latest: Said | null;
  undo: { report: number; until: string } | null;
  tonight: { night: string; windows: Span[] };
  scheduled: Span[];
  holds_until: string;
  position: (Point & { set_at: string }) | null;
  point: Point | null;
  phone: string | null;
  tallies: Record<Help, number>;
  call_first_until: string | null;
  hours_confirmed_on: string | null;
}

export interface Mine {
  who: Who;
  organisations: Organisation[];
  venues: VenueTonight[];
}
