import { useSignal } from "@preact/signals";
import { clock24 } from "../../london.ts";
import { Button } from "../elements/button.tsx";
import { Field } from "../elements/field.tsx";
import { now } from "../time.ts";
import { halfHours, nextTime, untilWords, type Choice } from "../times.ts";
import { Press } from "./press.tsx";

interface Props {
  title: string;
  /** The latest that may be chosen. */
  end: number;
  problem: string | null;
  onChoose: (until: number) => void;
  onCancel: () => void;
}

/** Half hours to tap, and a box for any other time of tonight. */
export function UntilPanel({ title, end, problem, onChoose, onCancel }: Props) {
  const typed = useSignal("");
  const error = useSignal<string | null>(null);
  const chips = halfHours(now.value, end);
  const late = chips.filter(({ isAfterMidnight }) => isAfterMidnight);
  const choose = (event: Event): void => {
    event.preventDefault();
    const at = nextTime(typed.value, now.value, end);
    if (at === null) error.value = `Type a time after ${clock24(now.value)} and no later than ${untilWords(end, now.value)}, like ${clock24(end)}.`;
    else onChoose(at);
  };
  return (
    <fieldset class="panel">
      <legend tabIndex={-1} ref={(legend) => legend?.focus()}>{title}</legend>
      {problem && <p class="error">{problem}</p>}
      <Chips of={chips.filter(({ isAfterMidnight }) => !isAfterMidnight)} onChoose={onChoose} />
      {late.length > 0 && <p class="midnight" id="midnight">After midnight</p>}
      <Chips of={late} onChoose={onChoose} labelledBy="midnight" />
      <form onSubmit={choose} noValidate class="row">
        <Field id="until" label="Another time" value={typed.value} error={error.value ?? undefined} onChange={(value) => (typed.value = value)} input={{ type: "time" }} />
        <Button submits look="quiet">Use this time</Button>
      </form>
      <Button look="plain" onPress={onCancel}>Cancel</Button>
    </fieldset>
  );
}

function Chips({ of, onChoose, labelledBy }: { of: Choice[]; onChoose: (until: number) => void; labelledBy?: string }) {
  if (of.length === 0) return null;
  return (
    <div class="chips" role="group" aria-labelledby={labelledBy}>
      {of.map(({ at, clock }) => <Press hearsKeys class="button quiet chip" key={at} onPress={() => onChoose(at)}>{clock}</Press>)}
    </div>
  );
}
