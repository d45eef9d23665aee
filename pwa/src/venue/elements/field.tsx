import type { InputHTMLAttributes } from "preact";

interface Props {
  id: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string | undefined;
  error?: string | undefined;
  /** A text box of several lines. */
  isLong?: boolean | undefined;
  /** Anything else that an input takes: type, inputmode, autocomplete, maxlength… */
  input?: InputHTMLAttributes;
}

/** A label, what helps to fill it in, what was wrong with it, and the box. */
export function Field({ id, label, value, onChange, hint, error, isLong, input = {} }: Props) {
  const told = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  const common = {
    id,
    name: id,
    value,
    "aria-describedby": told || undefined,
    "aria-invalid": error ? ("true" as const) : undefined,
    onInput: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {error && <p class="error" id={`${id}-error`}>{error}</p>}
      {isLong ? <textarea rows={4} {...(common as object)} /> : <input {...(input as object)} {...(common as object)} />}
    </div>
  );
}
