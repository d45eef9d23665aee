import { Button } from "../elements/button.tsx";
import { Press } from "./press.tsx";

/** Shown to the public beside "open", so it is asked every time; no answer is an answer. */
export function StaffedPanel({ onAnswer, onCancel }: { onAnswer: (staffed: boolean | null) => void; onCancel: () => void }) {
  return (
    <fieldset class="panel">
      <legend tabIndex={-1} ref={(legend) => legend?.focus()}>Open. Trained person on shift?</legend>
      <Press hearsKeys class="button choice" onPress={() => onAnswer(true)}>Yes, trained person here</Press>
      <Press hearsKeys class="button choice quiet" onPress={() => onAnswer(false)}>No, nobody trained tonight</Press>
      <Press hearsKeys class="button choice quiet" onPress={() => onAnswer(null)}>Skip, just say open</Press>
      <Button look="plain" onPress={onCancel}>Cancel</Button>
    </fieldset>
  );
}
