import { useEffect, useRef } from "preact/hooks";
import { Button } from "../elements/button.tsx";
import { atStake, leaveAnyway, stay, wanted } from "./unsaved.ts";

/** Asked in the page, where somebody was about to go: no dialog of the browser. */
export function LeaveQuestion() {
  const legend = useRef<HTMLLegendElement>(null);
  const isAsked = wanted.value !== null && atStake.value !== null;
  useEffect(() => {
    if (isAsked) legend.current?.focus();
  }, [isAsked, wanted.value]);
  if (!isAsked) return null;
  return (
    <fieldset class="notice warning leave">
      <legend tabIndex={-1} ref={legend}>Leave without saving? {atStake.value?.what} would be lost.</legend>
      <div class="actions">
        <Button onPress={stay}>Stay here</Button>
        <Button look="quiet" onPress={leaveAnyway}>Leave without saving</Button>
      </div>
    </fieldset>
  );
}
