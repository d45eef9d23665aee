import { useSignal } from "@preact/signals";
import { Button } from "../../elements/button.tsx";
import { say } from "../../state.ts";
import { Checks } from "../checks.tsx";
import { focusSoon } from "../focus.ts";
import { DAY_KEYS, type DayKey } from "../types.ts";
import { nightName } from "./clocks.ts";
import { copiedWords } from "./edits.ts";

/** The same hours on other nights: tick them, then copy. */
export function Copy({ day, onCopy }: { day: DayKey; onCopy: (to: DayKey[]) => void }) {
  const isOpen = useSignal(false);
  const to = useSignal<string[]>([]);
  const isNone = useSignal(false);
  const name = nightName(day);
  const others = DAY_KEYS.filter((one) => one !== day);
  const close = (): void => {
    isOpen.value = isNone.value = false;
    to.value = [];
    focusSoon(`copy-${day}`);
  };
  const copy = (): void => {
    const chosen = others.filter((one) => to.value.includes(one));
    if (chosen.length === 0) {
      isNone.value = true;
      return focusSoon(`to-${day}`);
    }
    onCopy(chosen);
    say(copiedWords(day, chosen));
    close();
  };
  if (!isOpen.value) {
    const open = (): void => {
      isOpen.value = true;
      focusSoon(`to-${day}`);
    };
    return <button type="button" class="plain" id={`copy-${day}`} aria-label={`Copy ${name} to\u2026`} onClick={open}>Copy to&hellip;</button>;
  }
  return (
    <div class="copy">
      <Checks id={`to-${day}`} legend={`Copy ${name} to`} choices={others.map((one) => [one, nightName(one)])} chosen={to.value} error={isNone.value && to.value.length === 0 ? "Tick at least one night." : undefined} onChange={(chosen) => (to.value = chosen)} />
      <div class="actions">
        <Button onPress={copy}>{to.value.length === 0 ? "Copy" : `Copy to ${to.value.length}`}</Button>
        <Button look="quiet" onPress={() => (to.value = [...others])}>Tick all</Button>
        <Button look="quiet" onPress={close}>Cancel</Button>
      </div>
    </div>
  );
}
