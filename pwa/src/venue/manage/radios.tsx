interface Props<T extends string> {
  legend: string;
  choices: [T, string][];
  chosen: T;
  onChange: (chosen: T) => void;
  id: string;
  error?: string | undefined;
  hint?: string | undefined;
  /** Side by side where there is room. */
  isShort?: boolean;
}

/** One of a few. The first box carries the id, so that an error can lead to it. */
export function Radios<T extends string>({ legend, choices, chosen, onChange, id, error, hint, isShort }: Props<T>) {
  return (
    <fieldset class={isShort ? "field short" : "field"}>
      <legend>{legend}</legend>
      {hint && <p class="hint">{hint}</p>}
      {error && <p class="error" id={`${id}-error`}>{error}</p>}
      {choices.map(([value, words], i) => (
        <label class="check" key={value}>
          <input type="radio" name={id} id={i === 0 ? id : undefined} checked={chosen === value} aria-describedby={error ? `${id}-error` : undefined} onChange={() => onChange(value)} />
          {words}
        </label>
      ))}
    </fieldset>
  );
}
