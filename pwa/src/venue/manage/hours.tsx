import { useSignal } from "@preact/signals";
import { Screen } from "../elements/screen.tsx";
import type { VenueTonight } from "../types.ts";
import { SpecialDays } from "./days/days.tsx";
import { NotThere, useLoaded } from "./load.tsx";
import { Overview, type Part } from "./overview.tsx";
import { HOURS_OFFLINE, venuePath } from "./paths.ts";
import type { VenueFull } from "./types.ts";
import { leave } from "./unsaved.ts";
import { Week } from "./week/week.tsx";

/** What the public reads now, and from there the week and the special days. */
export function HoursScreen({ venue }: { venue: VenueTonight }) {
  const part = useSignal<Part>("overview");
  const told = useSignal<string | null>(null);
  const { answer, again, take } = useLoaded<VenueFull>(venuePath(venue.slug));
  const open = (to: Part, words: string | null = null): void => {
    told.value = words;
    part.value = to;
    scrollTo(0, 0);
  };
  if (answer?.kind !== "ok") return <Screen title="Hours"><NotThere answer={answer} again={again} offline={HOURS_OFFLINE} /></Screen>;
  const full = answer.data;
  if (part.value === "week") return <Week full={full} onBack={() => leave(() => open("overview"))} onSaved={(fresh, words) => (take(fresh), open("overview", words))} />;
  if (part.value === "days") return <SpecialDays full={full} onChange={take} onBack={() => leave(() => open("overview"))} />;
  return <Overview full={full} told={told.value} onOpen={open} onChange={take} />;
}
