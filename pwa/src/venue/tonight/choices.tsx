import { forgetUntil, tap } from "../outbox.ts";
import { now } from "../time.ts";
import type { Status, VenueTonight } from "../types.ts";
import { holds, needsUntil } from "../words.ts";
import { StaffedPanel } from "./staffed.tsx";
import { UntilPanel } from "./until.tsx";

export type Question = { kind: "staffed"; until: number | null } | { kind: "until"; problem: string | null } | { kind: "early" };

interface Props {
  venue: VenueTonight;
  ask: (question: Question) => void;
}

function send(slug: string, status: Status, until: number | null = null, staffed: boolean | null = null): void {
  const end = until === null ? null : new Date(until).toISOString().replace(".000Z", "Z");
  void tap(slug, { kind: "report", status, until: end, staffed });
  document.getElementById("now")?.focus();
}

/** Four big buttons; two of them ask one question first. */
export function Choices({ venue, ask }: Props) {
  const open = (): void => ask(needsUntil(venue, now.value) ? { kind: "until", problem: null } : { kind: "staffed", until: null });
  return (
    <div class="four" role="group" aria-label="Say what is true now">
      <Big status="open" venue={venue} onPress={open}>Open</Big>
      <Big status="full" venue={venue} onPress={() => send(venue.slug, "full")}>Full</Big>
      <Big status="closing_early" venue={venue} onPress={() => ask({ kind: "early" })} more="when?">Closing early</Big>
      <Big status="closed" venue={venue} onPress={() => send(venue.slug, "closed")}>Closed tonight</Big>
      {venue.report && holds(venue.report, now.value) && (
        <button type="button" class="button quiet fifth" onClick={() => send(venue.slug, "as_scheduled")}>Back to timetable</button>
      )}
    </div>
  );
}

/** The question that a tap needs answered, alone on the screen. */
export function Asked({ venue, question, ask }: { venue: VenueTonight; question: Question; ask: (question: Question | null) => void }) {
  const end = Date.parse(venue.holds_until);
  const done = (status: Status, until: number | null, staffed: boolean | null = null): void => {
    ask(null);
    // The words that stand come back first: they take the focus.
    setTimeout(() => send(venue.slug, status, until, staffed));
  };
  const cancel = (): void => {
    forgetUntil(venue.slug);
    ask(null);
  };
  switch (question.kind) {
    case "staffed":
      return <StaffedPanel onAnswer={(staffed) => done("open", question.until, staffed)} onCancel={cancel} />;
    case "until":
      return <UntilPanel title="Open until when?" end={end} problem={question.problem} onChoose={(until) => ask({ kind: "staffed", until })} onCancel={cancel} />;
    case "early":
      return <UntilPanel title="Closing early. When?" end={closing(venue, end)} problem={null} onChoose={(until) => done("closing_early", until)} onCancel={cancel} />;
  }
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
