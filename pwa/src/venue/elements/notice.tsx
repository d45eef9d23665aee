import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Fields } from "../api.ts";

/** Something that must be seen; `kind` is said in words too, never by colour alone. */
export function Notice({ children, kind = "info" }: { children: ComponentChildren; kind?: "info" | "warning" | "good" }) {
  return <div class={`notice ${kind}`}>{children}</div>;
}

export function Busy({ children = "Loading\u2026" }: { children?: ComponentChildren }) {
  return (
    <p class="busy" role="status">
      {children}
    </p>
  );
}

export const OFFLINE = "No connection. Check the signal or the Wi-Fi, then try again.";

interface Problem {
  /** What to say first; null when nothing is wrong. */
  message: string | null;
  fields?: Fields;
  /** The id of a field's box where it is not the field's own name. */
  idOf?: (field: string) => string;
}

/** What was wrong, at the top, with a way to each box. Takes the focus when it appears. */
export function ErrorSummary({ message, fields = {}, idOf = (field) => field }: Problem) {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (message !== null) root.current?.focus();
  }, [message]);
  if (message === null) return null;
  return (
    <div class="notice warning" role="alert" tabIndex={-1} ref={root}>
      <p>
        <b>{message}</b>
      </p>
      {Object.entries(fields).map(([field, reasons]) => (
        <p key={field}>
          <button type="button" class="plain" onClick={() => document.getElementById(idOf(field))?.focus()}>
            {reasons.join(" ")}
          </button>
        </p>
      ))}
    </div>
  );
}
