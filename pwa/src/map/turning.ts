/** The phone's compass, asked for on a tap only. */
import { heading, type Turn } from "./compass.ts";

export type Heard = (degrees: number) => void;
export type Outcome = "on" | "denied" | "none";

/** A sensor that says nothing for so long is not there, or does not know where north is. */
const PATIENCE_MS = 2_000;
const EVENTS = ["deviceorientationabsolute", "deviceorientation"];

interface Asks {
  requestPermission?: () => Promise<string>;
}

/** Calls back whenever the phone is turned, until `signal` ends it. */
export async function follow(heard: Heard, signal: AbortSignal): Promise<Outcome> {
  const Kind = (globalThis as { DeviceOrientationEvent?: Asks }).DeviceOrientationEvent;
  if (!Kind) return "none";
  if (Kind.requestPermission) {
    const answer = await Kind.requestPermission().catch(() => "denied");
    if (answer !== "granted") return "denied";
  }
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve("none"), PATIENCE_MS);
    const hear = (event: Event): void => {
      const degrees = heading(event as Event & Turn, screen.orientation?.angle ?? 0);
      if (degrees === null) return;
      clearTimeout(late);
      resolve("on");
      heard(degrees);
    };
    for (const kind of EVENTS) addEventListener(kind, hear, { signal });
  });
}
