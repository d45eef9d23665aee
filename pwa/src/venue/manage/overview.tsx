import { Button } from "../elements/button.tsx";
import { ErrorSummary, Notice } from "../elements/notice.tsx";
import { Screen } from "../elements/screen.tsx";
import { look } from "../mine.ts";
import { say } from "../state.ts";
import { now } from "../time.ts";
import { countOf } from "../words.ts";
import { confirmedWords, dayMonth, seasonWords, today } from "./dates.ts";
import { HOURS_OFFLINE, venuePath } from "./paths.ts";
import { useSend } from "./send.ts";
import type { VenueFull } from "./types.ts";
import { waiting } from "./week/waiting.ts";

export type Part = "overview" | "week" | "days";

interface Props {
  full: VenueFull;
  /** What was just done, to be seen once. */
  told: string | null;
  onOpen: (part: Part) => void;
  onChange: (fresh: VenueFull) => void;
}

export function Overview({ full, told, onOpen, onChange }: Props) {
  const isKnown = full.opening_hours !== null;
  const season = seasonWords(full.season_from, full.season_until, now.value);
  return (
    <Screen title="Hours">
      {told && <Notice kind="good"><p>{told}</p></Notice>}
      <section class="card" aria-labelledby="reads">
        <h2 id="reads">The public reads</h2>
        <p class="hours-read">{full.hours_text ?? "Opening hours not known. Call first."}</p>
        {season && isKnown && <p>{season}. On other nights: closed.</p>}
        {full.hours_confirmed_on && isKnown && <p>{sentence(confirmedWords(full.hours_confirmed_on, now.value))}</p>}
      </section>
      {isKnown && <StillCorrect full={full} onChange={onChange} />}
      <Button isBig look={isKnown ? "quiet" : "main"} onPress={() => onOpen("week")}>
        {waiting(full.slug) ? "Go on with the hours you began" : isKnown ? "Change the weekly hours" : "Say when you are open"}
      </Button>
      <h2>Special days</h2>
      <p>{daysWords(full)}</p>
      <Button look="quiet" onPress={() => onOpen("days")}>Bank holidays and other dates</Button>
    </Screen>
  );
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

function daysWords({ offered_days, special_days }: VenueFull): string {
  const open = offered_days.filter(({ date }) => !special_days.some((day) => day.date === date));
  const next = open[0];
  if (!next) return "You have answered for every date that we ask about.";
  return `${countOf(open.length, "date")} not answered yet. The next is ${next.name}, ${dayMonth(next.date, now.value)}.`;
}

/** One tap, and the date that the public reads moves on. */
function StillCorrect({ full, onChange }: { full: VenueFull; onChange: (fresh: VenueFull) => void }) {
  const { send, isBusy, message, fields } = useSend(HOURS_OFFLINE);
  const words = confirmedWords(today(now.value), now.value);
  const confirm = async (): Promise<void> => {
    const done = await send<{ hours_confirmed_on: string }>("POST", `${venuePath(full.slug)}/hours-confirmation`, {});
    if (done === null) return;
    onChange({ ...full, ...done.data });
    say(`The public reads: ${confirmedWords(done.data.hours_confirmed_on, now.value)}.`);
    void look();
  };
  const isToday = full.hours_confirmed_on === today(now.value);
  return (
    <div class="still">
      <ErrorSummary message={message} fields={fields} />
      <Button isBig isBusy={isBusy} onPress={() => void confirm()}>Still correct</Button>
      <p class="hint">{isToday ? "Done. The public reads" : "One tap, and the public reads"}: {words}.</p>
    </div>
  );
}
