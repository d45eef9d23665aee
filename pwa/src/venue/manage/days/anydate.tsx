import { useSignal } from "@preact/signals";
import { Button } from "../../elements/button.tsx";
import { Field } from "../../elements/field.tsx";
import { dateProblem } from "./rows.ts";
import { focusSoon } from "../focus.ts";

/** Any other night; one that is listed already is gone to. */
export function AnyDate({ from, onDate }: { from: string; onDate: (date: string) => void }) {
  const date = useSignal("");
  const problem = useSignal<string | null>(null);
  const add = (event: Event): void => {
    event.preventDefault();
    problem.value = dateProblem(date.value, from);
    if (problem.value !== null) return focusSoon("any-date");
    onDate(date.value);
    date.value = "";
  };
  return (
    <form class="any-date" onSubmit={add} noValidate>
      <Field id="any-date" label="Any date" value={date.value} error={problem.value ?? undefined} onChange={(value) => (date.value = value)} input={{ type: "date", min: from }} />
      <Button submits look="quiet">Go to this date</Button>
    </form>
  );
}
