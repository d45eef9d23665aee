import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface Props {
  title: string;
  children: ComponentChildren;
  onBack?: (() => void) | undefined;
  /** False where something on the screen takes the focus itself. */
  takesFocus?: boolean;
}

/** A screen with its heading, which is where a keyboard and a screen reader begin. */
export function Screen({ title, children, onBack, takesFocus = true }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [title]);
  return (
    <div class="view">
      {onBack && <button type="button" class="back" onClick={onBack}>Back</button>}
      <h1 tabIndex={-1} ref={heading}>{title}</h1>
      {children}
    </div>
  );
}
