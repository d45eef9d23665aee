import type { Fields } from "../../api.ts";
import { Button } from "../../elements/button.tsx";
import { Field } from "../../elements/field.tsx";
import { ErrorSummary } from "../../elements/notice.tsx";
import { Screen } from "../../elements/screen.tsx";
import { Radios } from "../radios.tsx";
import { DAY_KEYS } from "../types.ts";
import type { Draft, Way } from "./draft.ts";
import { copied, withNight } from "./edits.ts";
import { NightFields } from "./night.tsx";

interface Props {
  draft: Draft;
  fields: Fields;
  problem: { message: string | null; fields: Fields };
  isBusy: boolean;
  onChange: (draft: Draft) => void;
  onPreview: () => void;
  onBack: () => void;
}

const WAYS: [Way, string][] = [
  ["week", "Night by night"],
  ["always", "Open all day, every day"],
  ["unknown", "Not known: the public is told to call first"],
  ["text", "Write it as text"],
];
const BOXES: Record<string, string> = { opening_hours: "hours-text", season_from: "season-from", season_until: "season-until", week: "way" };

export function boxOf(field: string): string {
  return BOXES[field] ?? `night-${field}`;
}

export function Form({ draft, fields, problem, isBusy, onChange, onPreview, onBack }: Props) {
  const send = (event: Event): void => {
    event.preventDefault();
    if (!isBusy) onPreview();
  };
  return (
    <Screen title="Weekly hours" onBack={onBack}>
      <ErrorSummary {...problem} idOf={boxOf} />
      <form onSubmit={send} noValidate>
        <Radios id="way" legend="How are you open?" choices={WAYS} chosen={draft.way} onChange={(way) => onChange({ ...draft, way })} />
        {draft.way === "week" && <Grid draft={draft} fields={fields} onChange={onChange} />}
        {draft.way === "text" && <Text draft={draft} error={fields["opening_hours"]?.join(" ")} onChange={onChange} />}
        {draft.way !== "unknown" && <Season draft={draft} fields={fields} onChange={onChange} />}
        <Button submits isBig isBusy={isBusy}>{isBusy ? "Working it out\u2026" : "Preview the next 14 nights"}</Button>
        <p class="hint">Nothing is saved yet. You see the nights first.</p>
      </form>
    </Screen>
  );
}

type Part = Pick<Props, "draft" | "fields" | "onChange">;

function Grid({ draft, fields, onChange }: Part) {
  return (
    <>
      <p>A night has the name of the day on which it starts. Closing at 04:00 is on the next day.</p>
      {DAY_KEYS.map((day) => (
        <NightFields
          key={day}
          day={day}
          night={draft.nights[day]}
          error={fields[day]?.join(" ")}
          onChange={(night) => onChange(withNight(draft, day, night))}
          onCopy={(to) => onChange(copied(draft, day, to))}
        />
      ))}
    </>
  );
}

function Text({ draft, error, onChange }: { draft: Draft; error: string | undefined; onChange: (draft: Draft) => void }) {
  return (
    <Field
      id="hours-text"
      label="Hours as text"
      hint="Such as: Th 20:00-02:00; Fr,Sa 20:00-04:00. A day means the night that starts on it."
      isLong
      value={draft.text}
      error={error}
      onChange={(text) => onChange({ ...draft, text })}
    />
  );
}

function Season({ draft, fields, onChange }: Part) {
  return (
    <fieldset class="season">
      <legend>Season</legend>
      <p class="hint">Only where these hours do not hold all year. Leave both empty otherwise.</p>
      <Field id="season-from" label="First night" value={draft.from} error={fields["season_from"]?.join(" ")} onChange={(from) => onChange({ ...draft, from })} input={{ type: "date" }} />
      <Field id="season-until" label="Last night" value={draft.until} error={fields["season_until"]?.join(" ")} onChange={(until) => onChange({ ...draft, until })} input={{ type: "date" }} />
    </fieldset>
  );
}
