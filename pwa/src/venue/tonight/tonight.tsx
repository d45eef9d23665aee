import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { clock24 } from "../../london.ts";
import { Button } from "../elements/button.tsx";
import { Notice } from "../elements/notice.tsx";
import { Screen } from "../elements/screen.tsx";
import { losses, saved, wantsPin } from "../outbox.ts";
import { go, venues } from "../state.ts";
import { now } from "../time.ts";
import type { VenueTonight } from "../types.ts";
import { callFirstWords, STATUS_WORDS } from "../words.ts";
import { Asked, Choices, type Question } from "./choices.tsx";
import { Now } from "./now.tsx";
import { Pin } from "./pin.tsx";
import { Undo } from "./undo.tsx";
import { Lost, Waiting } from "./waiting.tsx";

/** The venue's own word about tonight: four buttons, and what stands. */
export function Tonight({ venue }: { venue: VenueTonight }) {
  const question = useSignal<Question | null>(null);
  const untilProblem = losses.value.find(({ slug, isUntil }) => slug === venue.slug && isUntil)?.words ?? null;
  useEffect(() => {
    if (untilProblem !== null) question.value = { kind: "until", problem: untilProblem };
  }, [untilProblem]);
  const ask = (next: Question | null): void => void (question.value = next);
  if (wantsPin.value) return <Screen title={venue.name} takesFocus={false}><Pin /></Screen>;
  return (
    <Screen title={venue.name}>
      {question.value !== null ? <Asked venue={venue} question={question.value} ask={ask} /> : <Standing venue={venue} ask={ask} />}
    </Screen>
  );
}

/** The buttons come before all that comes and goes: nothing may push them from under a finger. */
function Standing({ venue, ask }: { venue: VenueTonight; ask: (question: Question) => void }) {
  const called = callFirstWords(venue, now.value);
  return (
    <>
      {venues.value.length > 1 && <Button look="plain" onPress={() => go("venues")}>Another venue</Button>}
      <Choices venue={venue} ask={ask} />
      <Waiting venue={venue} />
      <Lost venue={venue} />
      <div class="done">
        <Saved slug={venue.slug} />
        <Undo venue={venue} />
      </div>
      {called !== null && <Notice kind="warning"><p>{called}</p></Notice>}
      <Now venue={venue} />
      {venue.is_mobile && <Moved venue={venue} />}
    </>
  );
}

function Saved({ slug }: { slug: string }) {
  const last = saved.value;
  if (last === null || last.slug !== slug || last.wanted.kind === "tally") return null;
  const at = clock24(last.at);
  return <p class="saved"><b>{last.wanted.kind === "undo" ? `Undone at ${at}.` : `${STATUS_WORDS[last.wanted.status]}: saved at ${at}.`}</b></p>;
}

function Moved({ venue }: { venue: VenueTonight }) {
  return (
    <div class="moved">
      <p>{venue.position ? `You moved for tonight, set at ${clock24(Date.parse(venue.position.set_at))}.` : "You are at your usual place."}</p>
      <Button look="quiet" onPress={() => go("moved")}>{venue.position ? "Change where you are" : "Moved tonight?"}</Button>
    </div>
  );
}
