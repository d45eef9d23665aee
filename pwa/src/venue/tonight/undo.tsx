import { Button } from "../elements/button.tsx";
import { queue, tap } from "../outbox.ts";
import { now } from "../time.ts";
import type { VenueTonight } from "../types.ts";

/** For a minute after a report, one tap puts back what stood before. */
export function Undo({ venue: { slug, undo } }: { venue: VenueTonight }) {
  if (undo === null) return null;
  const left = Math.ceil((Date.parse(undo.until) - now.value) / 1_000);
  const isOnItsWay = queue.value.some((waiting) => waiting.slug === slug && waiting.wanted.kind !== "tally");
  if (left <= 0 || isOnItsWay) return null;
  return (
    <p>
      <Button look="quiet" label="Undo" onPress={() => void tap(slug, { kind: "undo", report: undo.report })}>
        Undo <span class="left" aria-hidden="true">{Math.min(left, 60)} s</span>
      </Button>
    </p>
  );
}
