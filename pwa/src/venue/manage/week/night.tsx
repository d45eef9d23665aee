import { Button } from "../../elements/button.tsx";
import { focusSoon } from "../focus.ts";
import type { DayKey } from "../types.ts";
import { nightName, spanWords } from "./clocks.ts";
import { Copy } from "./copy.tsx";
import type { NightDraft } from "./draft.ts";
import { closed, oneLess, oneMore, withSpan } from "./edits.ts";
import { SpanFields } from "./spanfields.tsx";

interface Props {
  day: DayKey;
  night: NightDraft;
  error: string | undefined;
  onChange: (night: NightDraft) => void;
  onCopy: (to: DayKey[]) => void;
}

const MOST = 2;

export function NightFields({ day, night, error, onChange, onCopy }: Props) {
  const name = nightName(day);
  const idOf = (at: number): string => (at === 0 ? `night-${day}` : `night-${day}-${at}`);
  const add = (): void => {
    onChange(oneMore(night));
    focusSoon(idOf(night.spans.length));
  };
  const remove = (at: number): void => {
    onChange(oneLess(night, at));
    focusSoon(idOf(0));
  };
  return (
    <fieldset class="night">
      <legend>{name}</legend>
      {error && <p class="error">{error}</p>}
      <label class="check">
        <input type="checkbox" id={night.isClosed ? idOf(0) : undefined} aria-label={`Closed this night, ${name}`} checked={night.isClosed} onChange={() => onChange(closed(night, !night.isClosed))} />
        Closed this night
      </label>
      {!night.isClosed &&
        night.spans.map((span, at) => (
          <div key={at}>
            <SpanFields id={idOf(at)} span={span} day={day} of={at === 0 ? name : `${name}, time ${at + 1}`} error={error} onChange={(changed) => onChange(withSpan(night, at, changed))} />
            {night.spans.length > 1 && <Button look="plain" label={`Remove ${spanWords(span, day) || `time ${at + 1}`}, ${name}`} onPress={() => remove(at)}>Remove this time</Button>}
          </div>
        ))}
      {!night.isClosed && (
        <div class="night-actions">
          {night.spans.length < MOST && <Button look="plain" label={`Add a second time, ${name}`} onPress={add}>Add a second time</Button>}
          <Copy day={day} onCopy={onCopy} />
        </div>
      )}
    </fieldset>
  );
}
