import { forgetUntil, queue, tap } from "../outbox.ts";
import { now } from "../time.ts";
import type { Status, VenueTonight } from "../types.ts";
import { carried, holds, needsUntil } from "../words.ts";
import { Press, rest } from "./press.tsx";
import { StaffedPanel } from "./staffed.tsx";
import { UntilPanel } from "./until.tsx";

export type Question = { kind: "staffed"; until: number | null } | { kind: "until"; problem: string | null } | { kind: "early" };

interface Props {
  venue: VenueTonight;
  ask: (question: Question) => void;
}

/** How long a second tap at the same point counts as the first: longer where the screen has changed under it. */
const TOLD_MS = 1_000;
const ASKED_MS = 500;
const ANSWERED_MS = 2_000;

interface Word {
  until?: number | null;
  staffed?: boolean | null;
  /** True for a finger: what it points at must not scroll away. */
  staysPut?: boolean;
}

function send(slug: string, status: Status, { until = null, staffed = null, staysPut = false }: Word = {}): void {
  const end = until === null ? null : new Date(until).toISOString().replace(".000Z", "Z");
  void tap(slug, { kind: "report", status, until: end, staffed });
  document.getElementById("now")?.focus({ preventScroll: staysPut });
}

/** Four big buttons; two of them ask one question first. */
export function Choices({ venue, ask }: Props) {
  const asked = (question: Question): void => {
    rest(ASKED_MS);
    ask(question);
  };
  const say = (status: Status) => (staysPut: boolean): void => {
    rest(TOLD_MS);
    send(venue.slug, status, { staffed: status === "full" ? carried(venue, queue.value, now.value) : null, staysPut });
  };
  const open = (): void => asked(needsUntil(venue, now.value) ? { kind: "until", problem: null } : { kind: "staffed", until: null });
  return (
    <div class="four" role="group" aria-label="Say what is true now">
      <Big status="open" venue={venue} onPress={open}>Open</Big>
      <Big status="full" venue={venue} onPress={say("full")}>Full</Big>
      <Big status="closing_early" venue={venue} onPress={() => asked({ kind: "early" })} more="when?">Closing early</Big>
      <Big status="closed" venue={venue} onPress={say("closed")}>Closed tonight</Big>
      {venue.report && holds(venue.report, now.value) && <Press class="button quiet fifth" onPress={say("as_scheduled")}>Back to timetable</Press>}
    </div>
  );
}

/** The question that a tap needs answered, alone on the screen. */
export function Asked({ venue, question, ask }: { venue: VenueTonight; question: Question; ask: (question: Question | null) => void }) {
  const end = Date.parse(venue.holds_until);
  const done = (status: Status, until: number | null, staffed: boolean | null = null): void => {
    rest(ANSWERED_MS);
    ask(null);
    // The words that stand come back first: they take the focus.
    setTimeout(() => send(venue.slug, status, { until, staffed }));
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
      return <UntilPanel title="Closing early. When?" end={closing(venue, end)} problem={null} onChoose={(until) => done("closing_early", until, carried(venue, queue.value, now.value))} onCancel={cancel} />;
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
  onPress: (isFinger: boolean) => void;
  children: string;
  /** Always a line of its own, so that no button grows when its word stands. */
  more?: string;
}

function Big({ status, venue, onPress, children, more = "\u00a0" }: BigProps) {
  const isNow = venue.report !== null && venue.report.status === status && holds(venue.report, now.value);
  return (
    <Press class="button choice" isPressed={isNow} onPress={onPress}>
      <span>{children}</span>
      <span class="more">{isNow ? "stands now" : more}</span>
    </Press>
  );
}
