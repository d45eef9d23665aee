/** Work that is not saved yet: whoever leaves it is asked first, in the page. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { go, leaving, mine } from "../state.ts";

/** What would be lost, in words, and what forgets it; null while nothing would. */
export const atStake = signal<{ what: string; drop: () => void } | null>(null);
/** Where somebody was about to go when they were asked. */
export const wanted = signal<(() => void) | null>(null);

/** Go on at once where nothing is at stake; else ask. */
export function leave(then: () => void): void {
  if (atStake.value === null) then();
  else wanted.value = then;
}

export function stay(): void {
  wanted.value = null;
}

export function leaveAnyway(): void {
  const then = wanted.value;
  atStake.value?.drop();
  release();
  then?.();
}

function release(): void {
  atStake.value = wanted.value = leaving.ask = null;
}

function holdPage(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** While `what` is given, leaving this screen asks; closing the page makes the browser ask. */
export function useUnsaved(what: string | null, drop: () => void = () => undefined): void {
  useEffect(() => {
    if (what === null) return;
    atStake.value = { what, drop };
    leaving.ask = (to) => {
      leave(() => go(to));
      return false;
    };
    addEventListener("beforeunload", holdPage);
    return () => {
      const then = wanted.value;
      release();
      removeEventListener("beforeunload", holdPage);
      // Saved while the question stood: nothing is lost any more, so go where somebody wanted to go.
      if (mine.value !== null) then?.();
    };
  }, [what]);
}
