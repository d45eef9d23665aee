import { useState } from "preact/hooks";
import { Button } from "./button.tsx";

interface Props {
  /** What the first press offers: "Remove Bar tablet". */
  children: string;
  question: string;
  yes: string;
  onYes: () => void;
  isBusy?: boolean;
}

/** Asks in place before something that cannot be undone: no dialog, no lost focus. */
export function Confirm({ children, question, yes, onYes, isBusy }: Props) {
  const [isAsked, ask] = useState(false);
  if (!isAsked) return <Button look="quiet" onPress={() => ask(true)}>{children}</Button>;
  return (
    <fieldset class="confirm">
      <legend tabIndex={-1} ref={(legend) => legend?.focus()}>{question}</legend>
      <div class="actions">
        <Button isBusy={isBusy} onPress={onYes}>{yes}</Button>
        <Button look="quiet" onPress={() => ask(false)}>Keep it</Button>
      </div>
    </fieldset>
  );
}
