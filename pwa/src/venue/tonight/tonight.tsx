import { useSignal } from "@preact/signals";
import { clock24 as clockWords } from "../../london.ts";
import { Button } from "../elements/button.tsx";
import { Notice } from "../elements/notice.tsx";
import { Screen } from "../elements/screen.tsx";
import { losses, saved, wantsPin } from "../outbox.ts";
import { go, isOnline, venues } from "../state.ts";
import { now } from "../time.ts";
import type { VenueTonight } from "../types.ts";
import { callFirstWords, STATUS_WORDS } from "../words.ts";
import { Choices } from "./choices.tsx";
import { Now } from "./now.tsx";
import { Pin } from "./pin.tsx";
import { Undo } from "./undo.tsx";
import { Lost, Waiting } from "./waiting.tsx";

/** The venue's own word about tonight: what stands, and four buttons to say otherwise. */
export function Tonight({ venue }: { venue: VenueTonight }) {
  const called = callFirstWords(venue, now.value);
  return (
    <Screen title={venue.name}>
      {venues.value.length > 1 && <Button look="plain" onPress={() => go("venues")}>Another venue</Button>}
      {!isOnline.value && <Notice kind="warning"><p>No connection. Taps are kept and sent when it is back.</p></Notice>}
      {called !== null && <Notice kind="warning"><p>{called}</p></Notice>}
      <Now venue={venue} />
      <Waiting venue={venue} />
      <Lost venue={venue} />
      {wantsPin.value ? <Pin /> : <Buttons venue={venue} />}
      {venue.is_mobile && <Moved venue={venue} />}
    </Screen>
  );
}

function Buttons({ venue }: { venue: VenueTonight }) {
  const done = useSignal(0);
  const asked = losses.value.find(({ slug, isUntil }) => slug === venue.slug && isUntil);
  return (
    <>
      <Saved slug={venue.slug} />
      <Undo venue={venue} />
      <Choices key={done.value} venue={venue} untilProblem={asked?.words ?? null} onDone={() => done.value++} />
    </>
  );
}

function Saved({ slug }: { slug: string }) {
  const last = saved.value;
  if (last === null || last.slug !== slug || last.wanted.kind === "tally") return null;
  const at = clockWords(last.at);
  return <p class="saved"><b>{last.wanted.kind === "undo" ? `Undone at ${at}.` : `${STATUS_WORDS[last.wanted.status]}: saved at ${at}.`}</b></p>;
}

function Moved({ venue }: { venue: VenueTonight }) {
  return (
    <p class="moved">
      {venue.position ? `Moved for tonight, set at ${clockWords(Date.parse(venue.position.set_at))}. ` : "At the usual place. "}
      <Button look="quiet" onPress={() => go("moved")}>{venue.position ? "Change where you are" : "Moved tonight"}</Button>
    </p>
  );
}
