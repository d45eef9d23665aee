import { clock24 } from "../../london.ts";
import { Button } from "../elements/button.tsx";
import { isKeeping } from "../kept.ts";
import { dismiss, losses, queue, reading, sayAgain, sending, takeBack } from "../outbox.ts";
import { ageOf, type Tap } from "../queue.ts";
import { isOnline } from "../state.ts";
import { now } from "../time.ts";
import type { VenueTonight } from "../types.ts";
import { askWords, countOf, wantedWords } from "../words.ts";

/** Long enough for a good network to answer before we speak of a bad one. */
const USUAL_MS = 4_000;

/** When it was tapped, in true time; null where the clocks do not allow to say. */
function tappedAt(tap: Tap): number | null {
  const age = ageOf(tap.at, reading());
  return age === null ? null : now.value - age;
}

/** Taps that the server does not have yet, and no word of them that sounds as if it had. */
export function Waiting({ venue: { slug } }: { venue: VenueTonight }) {
  const mine = queue.value.filter((tap) => tap.slug === slug);
  const reports = mine.filter(({ wanted }) => wanted.kind !== "tally");
  const counts = mine.length - reports.length;
  return (
    <>
      {reports.map((tap) => (tap.ask ? <Question key={tap.key} tap={tap} /> : <Unsent key={tap.key} tap={tap} />))}
      {counts > 0 && reports.length === 0 && <p class="age">{countOf(counts, "count")} not sent yet.</p>}
      {!isKeeping.value && mine.length > 0 && <p class="note">This browser cannot keep them. Leave this page open until they are sent.</p>}
    </>
  );
}

function Unsent({ tap }: { tap: Tap }) {
  const at = tappedAt(tap);
  const isOnItsWay = isOnline.value && at !== null && now.value - at < USUAL_MS;
  const what = wantedWords(tap.wanted);
  if (isOnItsWay) return <div class="notice unsent"><p><b>{what}.</b> Sending&hellip;</p></div>;
  return (
    <div class="notice warning unsent">
      <p><b>{what}{at === null ? "" : `, tapped at ${clock24(at)}`}. Not sent yet.</b> The public does not see this.</p>
      <Button look="quiet" isBusy={sending.value === tap.key} onPress={() => void takeBack(tap.key)}>Take it back</Button>
    </div>
  );
}

function Question({ tap }: { tap: Tap }) {
  return (
    <fieldset class="notice warning question">
      <legend>{askWords(tap, tap.ask ?? "too_old", tappedAt(tap), now.value)}</legend>
      <p>It was not sent. The public does not see it.</p>
      <div class="actions">
        <Button onPress={() => void sayAgain(tap.key)}>Yes, say it now</Button>
        <Button look="quiet" onPress={() => void takeBack(tap.key)}>No, drop it</Button>
      </div>
    </fieldset>
  );
}

/** What was refused or overtaken, until somebody has read it. */
export function Lost({ venue: { slug } }: { venue: VenueTonight }) {
  return (
    <>
      {losses.value.filter((lost) => lost.slug === slug && !lost.isUntil).map(({ key, words }) => (
        <div class="notice warning" key={key}>
          <p>{words}</p>
          <Button look="quiet" onPress={() => dismiss(key)}>OK</Button>
        </div>
      ))}
    </>
  );
}
