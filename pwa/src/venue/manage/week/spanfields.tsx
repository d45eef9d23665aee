import type { DayKey, Span } from "../types.ts";
import { spanWords } from "./clocks.ts";

interface Props {
  /** The two boxes are `${id}` and `${id}-closes`. */
  id: string;
  span: Span;
  day: DayKey;
  /** What the boxes are about, said after their name: "Friday night". */
  of: string;
  error?: string | undefined;
  onChange: (span: Span) => void;
}

/** When it opens and closes, and what that means in words. */
export function SpanFields({ id, span, day, of, error, onChange }: Props) {
  const common = { type: "time" as const, required: true, "aria-describedby": `${id}-words`, "aria-invalid": error ? ("true" as const) : undefined };
  const words = spanWords(span, day);
  return (
    <div class="span">
      <div>
        <label for={id}>Opens</label>
        <input {...common} id={id} aria-label={`Opens, ${of}`} value={span[0]} onInput={(event) => onChange([event.currentTarget.value, span[1]])} />
      </div>
      <div>
        <label for={`${id}-closes`}>Closes</label>
        <input {...common} id={`${id}-closes`} aria-label={`Closes, ${of}`} value={span[1]} onInput={(event) => onChange([span[0], event.currentTarget.value])} />
      </div>
      <output id={`${id}-words`} for={`${id} ${id}-closes`}>{words || "Type both times."}</output>
    </div>
  );
}
