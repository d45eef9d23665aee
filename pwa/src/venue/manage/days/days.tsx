import { useSignal } from "@preact/signals";
import { Screen } from "../../elements/screen.tsx";
import { now } from "../../time.ts";
import { tonight } from "../dates.ts";
import { focusSoon } from "../focus.ts";
import type { SpecialDay, VenueFull } from "../types.ts";
import { AnyDate } from "./anydate.tsx";
import { Day } from "./day.tsx";
import { rowsOf } from "./rows.ts";

interface Props {
  full: VenueFull;
  onChange: (fresh: VenueFull) => void;
  onBack: () => void;
}

/** Nights that differ: those we ask about, and any other date. Each answer is saved as it is given. */
export function SpecialDays({ full, onChange, onBack }: Props) {
  const added = useSignal<string[]>([]);
  const from = tonight(now.value);
  const rows = rowsOf(full.offered_days, full.special_days, added.value);
  const change = (date: string, set: SpecialDay | null): void => {
    const others = full.special_days.filter((day) => day.date !== date);
    if (set === null && !added.value.includes(date)) added.value = [...added.value, date];
    onChange({ ...full, special_days: set === null ? others : [...others, set] });
  };
  const add = (date: string): void => {
    added.value = [...added.value, date];
    focusSoon(`day-${date}`);
  };
  return (
    <Screen title="Special days" onBack={onBack}>
      <p>A night starts on its date and ends at 06:00 on the morning after. Each answer is saved at once.</p>
      <p>On a holiday that you have not answered for, the public is told that hours may differ.</p>
      <AnyDate from={from} onDate={add} />
      {rows.map((row) => <Day key={row.date} row={row} full={full} onChange={(set) => change(row.date, set)} />)}
    </Screen>
  );
}
