/** One clock for the signed-in screens: the server's, as it was last heard. */
import { signal } from "@preact/signals";
import { Clock } from "../clock.ts";

let clock = new Clock();
let wasHeard = false;

/** True time in milliseconds; moves every second while somebody looks. */
export const now = signal(clock.now());

/** How far the device's own clock is ahead, in milliseconds; null until the server has spoken. */
export function skew(): number | null {
  return wasHeard ? clock.skew : null;
}

export function tick(): void {
  now.value = clock.now();
}

/** An answer that came straight from the server is right, however far this device's clock has jumped meanwhile. */
export function hear(date: string | null): void {
  const said = Date.parse(date ?? "");
  if (Number.isNaN(said)) return;
  clock = new Clock();
  clock.anchor(said);
  wasHeard = true;
  tick();
}

export function startTicking(): void {
  setInterval(() => {
    if (document.visibilityState === "visible") tick();
  }, 1_000);
}
