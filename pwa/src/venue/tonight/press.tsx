import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";

/** An impatient finger taps again where it was; what has come under it since must not take that for a word. */
const isResting = signal(false);
let timer: ReturnType<typeof setTimeout> | undefined;

export function rest(ms: number): void {
  isResting.value = true;
  clearTimeout(timer);
  timer = setTimeout(() => (isResting.value = false), ms);
}

interface Props {
  class: string;
  children: ComponentChildren;
  /** `isFinger` is false for the keyboard. */
  onPress: (isFinger: boolean) => void;
  /** True where a repeated key does no harm, because the focus has moved there on its own account. */
  hearsKeys?: boolean;
  isPressed?: boolean;
}

/** A button that does nothing while the last tap is fresh. */
export function Press({ class: names, children, onPress, hearsKeys = false, isPressed }: Props) {
  return (
    <button
      type="button"
      class={names}
      aria-pressed={isPressed}
      aria-disabled={isResting.value ? "true" : undefined}
      onClick={({ detail }) => {
        const isFinger = detail > 0;
        if (!isResting.value || (hearsKeys && !isFinger)) onPress(isFinger);
      }}
    >
      {children}
    </button>
  );
}
