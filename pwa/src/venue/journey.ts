/** What comes after what: from opening the page, or signing in, to the right screen. */
import { signal } from "@preact/signals";
import { kept } from "./kept.ts";
import { look, recall } from "./mine.ts";
import { hasSignedOut, isAskedAgain, nextPath } from "./next.ts";
import { goOn, pump } from "./outbox.ts";
import { takePairingCode } from "./paired.ts";
import { mendReminders, remindNobody } from "./reminders/later.ts";
import { go, mine, mustSecure, screen, sitsAtDesk, venue, venues } from "./state.ts";
import { hasPasskeys } from "./signin/passkeys.ts";
import { hasSecondFactor } from "./signin/second.ts";

/** A code that came with the address. */
export const pairing = signal<string | null>(null);

/** What the device remembers first, so that a tap is possible at once; then what the server says. */
export async function begin(): Promise<void> {
  pairing.value = takePairingCode() ?? pairing.value;
  const isKnown = await recall();
  if (pairing.value !== null) return go("pair");
  if (isKnown) go(first());
  const found = await look();
  if (found === "in") return afterLook(isKnown);
  if (found === "offline") return isKnown ? undefined : go("nosignal");
  if (hasSignedOut(location.search)) void remindNobody();
  if (!["signin", "pair"].includes(screen.value)) go("signin");
}

async function afterLook(isKnown: boolean): Promise<void> {
  if (sitsAtDesk.value && isAskedAgain(location.search)) return go("again");
  if (sitsAtDesk.value && (await sendOn())) return;
  void mendReminders();
  if (!isKnown || (venue.value === null && screen.value === "tonight")) go(first());
  void pump();
}

/** Somebody has just signed in, or the device was just paired. */
export async function arrive(isPerson: boolean): Promise<void> {
  pairing.value = null;
  mustSecure.value = false;
  const found = await look();
  if (found === "out") return go("signin");
  if (found === "offline" && mine.value === null) return go("nosignal");
  void goOn();
  if (found === "in") void mendReminders();
  if (sitsAtDesk.value && (await sendOn())) return;
  const isOffered = isPerson && hasPasskeys() && (await kept("passkey_offered")) === undefined;
  go(isOffered ? "offer" : first());
}

/** Officers and partners work at the desk, and only with a second factor. True when they were sent on. */
async function sendOn(): Promise<boolean> {
  mustSecure.value = (await hasSecondFactor()) === false;
  if (mustSecure.value) {
    go("security");
    return true;
  }
  const path = nextPath(location.search);
  if (path !== null) location.replace(path);
  else if (venues.value.length === 0) go("desk");
  return path !== null || venues.value.length === 0;
}

export function first(): "desk" | "tonight" | "venues" {
  if (venues.value.length === 0 && sitsAtDesk.value) return "desk";
  return venue.value === null ? "venues" : "tonight";
}
