import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { Button } from "../../elements/button.tsx";
import { focusSoon } from "../focus.ts";

interface Props {
  children: string;
  question: string;
  yes: string;
  isBusy: boolean;
  onYes: () => void;
}

/** Asks by name before it ends something, where it stands; keeping it leads back to the button. */
export function End({ children, question, yes, isBusy, onYes }: Props) {
  const isAsked = useSignal(false);
  const id = useId();
  const ask = (asked: boolean): void => {
    isAsked.value = asked;
    focusSoon(id);
  };
  if (!isAsked.value) return <button type="button" id={id} class="plain" onClick={() => ask(true)}>{children}</button>;
  return (
    <fieldset class="confirm">
      <legend tabIndex={-1} id={id}>{question}</legend>
      <div class="actions">
        <Button isBusy={isBusy} onPress={onYes}>{yes}</Button>
        <Button look="quiet" onPress={() => ask(false)}>Keep it</Button>
      </div>
    </fieldset>
  );
}
