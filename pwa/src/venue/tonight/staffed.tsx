import { Button } from "../elements/button.tsx";

/** Shown to the public beside "open", so it is asked every time; no answer is an answer. */
export function StaffedPanel({ onAnswer, onCancel }: { onAnswer: (staffed: boolean | null) => void; onCancel: () => void }) {
  return (
    <fieldset class="panel">
      <legend tabIndex={-1} ref={(legend) => legend?.focus()}>Open. Trained person on shift?</legend>
      <button type="button" class="button choice" onClick={() => onAnswer(true)}>Yes, trained person here</button>
      <button type="button" class="button choice quiet" onClick={() => onAnswer(false)}>No, nobody trained tonight</button>
      <button type="button" class="button choice quiet" onClick={() => onAnswer(null)}>Skip, just say open</button>
      <Button look="plain" onPress={onCancel}>Cancel</Button>
    </fieldset>
  );
}
