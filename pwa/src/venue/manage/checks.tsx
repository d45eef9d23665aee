interface Props {
  legend: string;
  /** Value and words of each. */
  choices: [string, string][];
  chosen: string[];
  onChange: (chosen: string[]) => void;
  id: string;
  error?: string | undefined;
  hint?: string | undefined;
}

/** Several of a list. The first box carries the id, so that an error can lead to it. */
export function Checks({ legend, choices, chosen, onChange, id, error, hint }: Props) {
  const toggle = (value: string): void => onChange(choices.map(([one]) => one).filter((one) => (one === value) !== chosen.includes(one)));
  return (
    <fieldset class="field">
      <legend>{legend}</legend>
      {hint && <p class="hint">{hint}</p>}
      {error && <p class="error" id={`${id}-error`}>{error}</p>}
      {choices.map(([value, words], i) => (
        <label class="check" key={value}>
          <input type="checkbox" id={i === 0 ? id : undefined} checked={chosen.includes(value)} aria-describedby={error ? `${id}-error` : undefined} onChange={() => toggle(value)} />
          {words}
        </label>
      ))}
    </fieldset>
  );
}
