import { useSignal } from "@preact/signals";
import { Button } from "../../elements/button.tsx";
import { ErrorSummary } from "../../elements/notice.tsx";
import { look } from "../../mine.ts";
import { say } from "../../state.ts";
import { now } from "../../time.ts";
import { dayOf, fullDate } from "../dates.ts";
import { focusSoon } from "../focus.ts";
import { HOURS_OFFLINE, venuePath } from "../paths.ts";
import { useSend } from "../send.ts";
import type { SpecialDay, Span, VenueFull } from "../types.ts";
import { spansWords } from "../week/clocks.ts";
import { Other } from "./other.tsx";
import { answerOf, otherProblems, usualSpans, usualWords, type Answer, type Row } from "./rows.ts";

interface Props {
  row: Row;
  full: VenueFull;
  onChange: (set: SpecialDay | null) => void;
}

/** One date: as usual, closed, or other hours. A tap saves. */
export function Day({ row, full, onChange }: Props) {
  const isOther = useSignal(false);
  const sender = useSend(HOURS_OFFLINE);
  const path = `${venuePath(full.slug)}/special-days/${row.date}`;
  const [usual, words] = [usualSpans(full, row.date), usualWords(full, row.date)];
  const date = fullDate(row.date, now.value);
  const put = async (spans: Span[], note = ""): Promise<void> => {
    const done = await sender.send<SpecialDay>("PUT", path, spans.length === 0 ? { hours: "closed", note } : { spans, note });
    if (done) settle(done.data, `${date}: ${spansWords(done.data.spans, dayOf(row.date))}. Saved.`);
  };
  const drop = async (): Promise<void> => {
    const done = await sender.send<undefined>("DELETE", path);
    if (done) settle(null, `${date}: your answer is taken back.`);
  };
  const settle = (set: SpecialDay | null, told: string): void => {
    // What was pressed is gone from the screen.
    if (isOther.value || set === null) focusSoon(`day-${row.date}`);
    isOther.value = false;
    onChange(set);
    say(told);
    void look();
  };
  /** A holiday wants an answer even where that is the usual; any other date needs none. */
  const asUsual = (): void => {
    if (row.name !== null && usual !== null) void put(usual);
    else if (row.set !== null) void drop();
  };
  const save = (spans: Span[], note: string): void => {
    if (!sender.refuse(otherProblems(spans))) void put(spans, note);
  };
  const answer = isOther.value ? "other" : answerOf(row, usual);
  return (
    <fieldset class="day" aria-busy={sender.isBusy}>
      <legend tabIndex={-1} id={`day-${row.date}`}>
        {date}
        {row.name && <span class="aside">{row.name}</span>}
      </legend>
      <ErrorSummary message={sender.message} fields={sender.fields} idOf={(field) => `other-${row.date}${field === "note" ? "-note" : ""}`} />
      <Said row={row} words={words} answer={answerOf(row, usual)} />
      <div class="answers">
        {words !== null && <Choice of="usual" answer={answer} onPress={asUsual}>{`As usual: ${words}`}</Choice>}
        {usual?.length !== 0 && <Choice of="closed" answer={answer} onPress={() => void put([])}>Closed</Choice>}
        <Choice of="other" answer={answer} onPress={() => (isOther.value = true)}>Other hours</Choice>
      </div>
      {isOther.value && <Other row={row} date={date} isBusy={sender.isBusy} problem={sender.fields["hours"]?.join(" ")} onSave={save} onCancel={() => (sender.clear(), (isOther.value = false))} />}
      {row.set !== null && !isOther.value && <Button look="plain" isBusy={sender.isBusy} label={`Take the answer for ${date} back`} onPress={() => void drop()}>Take this answer back</Button>}
    </fieldset>
  );
}

function Choice({ of, answer, onPress, children }: { of: Answer; answer: Answer | null; onPress: () => void; children: string }) {
  return (
    <button type="button" class="button quiet answer" aria-pressed={answer === of ? "true" : "false"} onClick={onPress}>
      {children}
    </button>
  );
}

function Said({ row, words, answer }: { row: Row; words: string | null; answer: Answer | null }) {
  const set = row.set;
  if (set === null && row.name !== null) return <p class="age">Not answered yet.{words?.startsWith("closed") && " By your usual hours you are closed that night."}</p>;
  if (set === null || answer !== "other") return null;
  return (
    <p>
      <b>{spansWords(set.spans, dayOf(row.date))}</b>
      {set.note && <span class="aside">{set.note}</span>}
    </p>
  );
}
