/** One clock for the signed-in screens: the server's, as far as it was heard. */
import { signal } from "@preact/signals";
import { Clock } from "../clock.ts";

export const clock = new Clock();
/** True time in milliseconds; moves every second while somebody looks. */
export const now = signal(clock.now());

export function tick(): void {
  now.value = clock.now();
}

export function startTicking(): void {
  setInterval(() => {
    if (document.visibilityState === "visible") tick();
  }, 1_000);
}
