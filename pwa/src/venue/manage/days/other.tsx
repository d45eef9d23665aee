import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button } from "../../elements/button.tsx";
import { Field } from "../../elements/field.tsx";
import { dayOf } from "../dates.ts";
import { focusSoon } from "../focus.ts";
import type { Span } from "../types.ts";
import { useUnsaved } from "../unsaved.ts";
import { SpanFields } from "../week/spanfields.tsx";
import type { Row } from "./rows.ts";

interface Props {
  row: Row;
  date: string;
  isBusy: boolean;
  problem: string | undefined;
  onSave: (spans: Span[], note: string) => void;
  onCancel: () => void;
}

const MOST = 2;

/** Other hours of one night. */
export function Other({ row, date, isBusy, problem, onSave, onCancel }: Props) {
  const begun: Span[] = row.set && row.set.spans.length > 0 ? row.set.spans : [["", ""]];
  const spans = useSignal(begun);
  const note = useSignal(row.set?.note ?? "");
  const id = `other-${row.date}`;
  useEffect(() => focusSoon(id), []);
  useUnsaved(JSON.stringify([spans.value, note.value]) === JSON.stringify([begun, row.set?.note ?? ""]) ? null : `The hours of ${date}`);
  const change = (at: number, span: Span): void => void (spans.value = spans.value.map((one, i) => (i === at ? span : one)));
  const send = (event: Event): void => {
    event.preventDefault();
    if (!isBusy) onSave(spans.value, note.value.trim());
  };
  return (
    <form class="other" onSubmit={send} noValidate>
      {problem && <p class="error">{problem}</p>}
      {spans.value.map((span, at) => (
        <SpanFields key={at} id={at === 0 ? id : `${id}-${at}`} span={span} day={dayOf(row.date)} of={at === 0 ? date : `${date}, time ${at + 1}`} error={problem} onChange={(changed) => change(at, changed)} />
      ))}
      {spans.value.length < MOST ? (
        <Button look="plain" onPress={() => ((spans.value = [...spans.value, ["", ""]]), focusSoon(`${id}-${spans.value.length - 1}`))}>Add a second time</Button>
      ) : (
        <Button look="plain" onPress={() => ((spans.value = spans.value.slice(0, 1)), focusSoon(id))}>Remove the second time</Button>
      )}
      <Field id={`${id}-note`} label="Note for yourselves (optional)" value={note.value} onChange={(value) => (note.value = value)} input={{ maxLength: 120, autocomplete: "off" }} />
      <div class="actions">
        <Button submits isBusy={isBusy}>{isBusy ? "Saving\u2026" : "Save these hours"}</Button>
        <Button look="quiet" onPress={onCancel}>Cancel</Button>
      </div>
    </form>
  );
}
