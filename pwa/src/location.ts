/** One look at where the phone is, on a tap. Never watched, never kept. */
import type { Point } from "./types.ts";

export interface Position {
  point: Point;
  /** The radius that the phone gives. */
  accuracy_m: number;
  /** When the phone was there, by a clock of the phone or of the satellites. */
  taken_at: number;
}

export type Fix =
  | ({ kind: "found" } & Position)
  | { kind: "denied" }
  | { kind: "unavailable" }
  | { kind: "slow" };

const FINE: PositionOptions = { enableHighAccuracy: true, timeout: 8_000, maximumAge: 30_000 };
const COARSE: PositionOptions = { enableHighAccuracy: false, timeout: 5_000, maximumAge: 120_000 };
/** Some browsers never call back while their own question is on the screen. */
const GIVE_UP_MS = 30_000;

function ask(options: PositionOptions): Promise<Fix> {
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords, timestamp }) =>
        resolve({
          kind: "found",
          point: { lat: coords.latitude, lng: coords.longitude },
          accuracy_m: coords.accuracy,
          taken_at: timestamp,
        }),
      (error) => resolve({ kind: error.code === 1 ? "denied" : error.code === 3 ? "slow" : "unavailable" }),
      options,
    );
  });
}

export async function here(): Promise<Fix> {
  if (!("geolocation" in navigator)) return { kind: "unavailable" };
  const tooLong = new Promise<Fix>((resolve) => setTimeout(resolve, GIVE_UP_MS, { kind: "slow" }));
  return Promise.race([finding(), tooLong]);
}

/** The exact position first; where there is no satellite in sight, the phone mast will do. */
async function finding(): Promise<Fix> {
  const fine = await ask(FINE);
  return fine.kind === "slow" || fine.kind === "unavailable" ? ask(COARSE) : fine;
}
