import type { ComponentChildren } from "preact";

interface Props {
  children: ComponentChildren;
  onPress?: (() => void) | undefined;
  /** `main` is the one thing to do here; `quiet` the others; `plain` looks like a link. */
  look?: "main" | "quiet" | "plain" | undefined;
  isBig?: boolean | undefined;
  isBusy?: boolean | undefined;
  submits?: boolean | undefined;
  label?: string | undefined;
}

/** While busy it stays where it is and can be focused, but presses do nothing. */
export function Button({ children, onPress, look = "main", isBig, isBusy, submits, label }: Props) {
  const names = [look === "plain" ? "plain" : "button", look === "quiet" && "quiet", isBig && "big"];
  return (
    <button
      type={submits ? "submit" : "button"}
      class={names.filter(Boolean).join(" ")}
      aria-label={label}
      aria-disabled={isBusy ? "true" : undefined}
      onClick={(event) => {
        if (isBusy) event.preventDefault();
        else onPress?.();
      }}
    >
      {children}
    </button>
  );
}
