import { useSignal } from "@preact/signals";
import { Notice } from "../../elements/notice.tsx";
import { Screen } from "../../elements/screen.tsx";
import type { VenueTonight } from "../../types.ts";
import { NotThere, useLoaded } from "../load.tsx";
import { PLACE_OFFLINE, venuePath } from "../paths.ts";
import type { VenueFull } from "../types.ts";
import { useUnsaved } from "../unsaved.ts";
import { Facts } from "./facts.tsx";
import { Proposed } from "./proposed.tsx";
import { factsChanged, factsOf, proposedOf, proposedWish, type FactsDraft, type ProposedDraft } from "./wish.ts";

/** What is the manager's to say, and what an officer decides. */
export function PlaceScreen({ venue }: { venue: VenueTonight }) {
  const { answer, again, take } = useLoaded<VenueFull>(venuePath(venue.slug));
  return (
    <Screen title="Place">
      {answer?.kind === "ok" ? <Both full={answer.data} onChange={take} /> : <NotThere answer={answer} again={again} offline={PLACE_OFFLINE} />}
    </Screen>
  );
}

function Both({ full, onChange }: { full: VenueFull; onChange: (fresh: VenueFull) => void }) {
  const facts = useSignal<FactsDraft>(factsOf(full));
  const proposed = useSignal<ProposedDraft>(proposedOf(full));
  const isDirty = [factsChanged(facts.value, full), proposedWish(proposed.value, full)].some((wish) => Object.keys(wish).length > 0);
  useUnsaved(isDirty ? "What you changed of the place" : null);
  return (
    <>
      {full.suspended_because !== null && <Notice kind="warning"><p>The VRA has taken this venue off the list: {full.suspended_because}</p></Notice>}
      <Facts
        full={full}
        draft={facts.value}
        onDraft={(draft) => (facts.value = draft)}
        onSaved={(fresh) => {
          facts.value = factsOf(fresh);
          onChange(fresh);
        }}
      />
      <Proposed
        full={full}
        draft={proposed.value}
        onDraft={(draft) => (proposed.value = draft)}
        onSaved={(fresh) => {
          proposed.value = proposedOf(fresh);
          onChange(fresh);
        }}
      />
    </>
  );
}
