import { Screen } from "./elements/screen.tsx";
import { isKeeping } from "./kept.ts";
import { queue, tap, wantsPin } from "./outbox.ts";
import { isOnline } from "./state.ts";
import { Pin } from "./tonight/pin.tsx";
import type { Help, VenueTonight } from "./types.ts";
import { countOf, HELP_WORDS } from "./words.ts";

const KINDS = Object.keys(HELP_WORDS) as Help[];

/** Counts by kind of help: no names, no notes, never public. */
export function Helped({ venue }: { venue: VenueTonight }) {
  const waiting = queue.value.filter(({ slug, wanted }) => slug === venue.slug && wanted.kind === "tally");
  if (wantsPin.value) return <Screen title="Helped tonight" takesFocus={false}><Pin /></Screen>;
  return (
    <Screen title="Helped tonight">
      <p>Only counts. Never shown to the public.</p>
      <ul class="tallies">
        {KINDS.map((help) => <Counter key={help} help={help} slug={venue.slug} count={countNow(venue, help)} />)}
      </ul>
      {waiting.length > 0 && (
        <p class="age">
          {countOf(waiting.length, "count")} {isOnline.value ? "on the way." : "not sent yet."}
          {!isKeeping.value && " Leave this page open until they are sent."}
        </p>
      )}
    </Screen>
  );
}

/** What the server has, with what is on its way. */
function countNow({ slug, tallies }: VenueTonight, help: Help): number {
  const more = queue.value.map((one) => (one.slug === slug && one.wanted.kind === "tally" && one.wanted.help === help ? one.wanted.by : 0));
  return Math.max(0, (tallies[help] ?? 0) + more.reduce<number>((sum, by) => sum + by, 0));
}

function Counter({ help, slug, count }: { help: Help; slug: string; count: number }) {
  const words = HELP_WORDS[help];
  const add = (by: 1 | -1): void => void tap(slug, { kind: "tally", help, by });
  return (
    <li>
      <span class="kind-of-help" id={`help-${help}`}>{words}</span>
      <span class="counter">
        <button type="button" class="button quiet" aria-label={`One less: ${words}`} aria-disabled={count === 0} onClick={() => count > 0 && add(-1)}>&minus;</button>
        <output class="count" aria-labelledby={`help-${help}`}>{count}</output>
        <button type="button" class="button" aria-label={`One more: ${words}`} onClick={() => add(1)}>+</button>
      </span>
    </li>
  );
}
