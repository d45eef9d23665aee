import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { tap } from "../outbox.ts";
import { now } from "../time.ts";
import type { Status, VenueTonight } from "../types.ts";
import { holds, needsUntil } from "../words.ts";
import { StaffedPanel } from "./staffed.tsx";
import { UntilPanel } from "./until.tsx";

type Panel = { kind: "staffed"; until: number | null } | { kind: "until" } | { kind: "early" } | null;

interface Props {
  venue: VenueTonight;
  /** What the server wanted to know about the time of the last tap; null for nothing. */
  untilProblem: string | null;
  onDone: () => void;
}

/** Four big buttons, and the one question that two of them ask. */
export function Choices({ venue, untilProblem, onDone }: Props) {
  const panel = useSignal<Panel>(null);
  useEffect(() => {
    if (untilProblem !== null) panel.value = { kind: "until" };
  }, [untilProblem]);

  const send = (status: Status, until: number | null = null, staffed: boolean | null = null): void => {
    panel.value = null;
    onDone();
    document.getElementById("now")?.focus({ preventScroll: false });
    void tap(venue.slug, { kind: "report", status, until: until === null ? null : new Date(until).toISOString().replace(".000Z", "Z"), staffed });
  };
  const cancel = (): void => {
    panel.value = null;
    onDone();
  };
  const open = (): void => void (panel.value = needsUntil(venue, now.value) ? { kind: "until" } : { kind: "staffed", until: null });
  const end = Date.parse(venue.holds_until);

  switch (panel.value?.kind) {
    case "staffed": {
      const { until } = panel.value;
      return <StaffedPanel onAnswer={(staffed) => send("open", until, staffed)} onCancel={cancel} />;
    }
    case "until":
      return <UntilPanel title="Open until when?" end={end} problem={untilProblem} onChoose={(until) => (panel.value = { kind: "staffed", until })} onCancel={cancel} />;
    case "early":
      return <UntilPanel title="Closing early. When?" end={closing(venue, end)} problem={null} onChoose={(until) => send("closing_early", until)} onCancel={cancel} />;
  }
  return (
    <div class="four" role="group" aria-label="Say what is true now">
      <Big status="open" venue={venue} onPress={open}>Open</Big>
      <Big status="full" venue={venue} onPress={() => send("full")}>Full</Big>
      <Big status="closing_early" venue={venue} onPress={() => (panel.value = { kind: "early" })} more="when?">Closing early</Big>
      <Big status="closed" venue={venue} onPress={() => send("closed")}>Closed tonight</Big>
      {venue.report && holds(venue.report, now.value) && (
        <button type="button" class="button quiet fifth" onClick={() => send("as_scheduled")}>Back to timetable</button>
      )}
    </div>
  );
}

/** The end of what is open now: closing later than that is not early. */
function closing({ tonight, scheduled }: VenueTonight, end: number): number {
  const current = [...tonight.windows, ...scheduled].map(([from, to]) => [Date.parse(from), Date.parse(to)] as const).find(([from, to]) => from <= now.value && now.value < to);
  return Math.min(end, current?.[1] ?? end);
}

interface BigProps {
  status: Status;
  venue: VenueTonight;
  onPress: () => void;
  children: string;
  more?: string;
}

function Big({ status, venue, onPress, children, more }: BigProps) {
  const isNow = venue.report !== null && venue.report.status === status && holds(venue.report, now.value);
  return (
    <button type="button" class="button choice" data-status={status} onClick={onPress}>
      <span>{children}</span>
      {more && <span class="more">{more}</span>}
      {isNow && <span class="more">stands now</span>}
    </button>
  );
}
