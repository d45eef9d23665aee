import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { call, type Answer } from "../api.ts";
import { Button } from "../elements/button.tsx";
import { Busy, Notice } from "../elements/notice.tsx";
import { look } from "../mine.ts";

export interface Loaded<T> {
  answer: Answer<T> | null;
  again: () => void;
  /** A newer answer that came with a change. */
  take: (data: T) => void;
}

/** Asks once when it appears. A session that has ended leads to signing in. */
export function useLoaded<T>(path: string): Loaded<T> {
  const answer = useSignal<Answer<T> | null>(null);
  const load = async (): Promise<void> => {
    answer.value = null;
    answer.value = await call<T>("GET", path);
    if (answer.value.kind === "refused" && answer.value.status === 401) void look();
  };
  useEffect(() => void load(), [path]);
  return {
    answer: answer.value,
    again: () => void load(),
    take: (data) => void (answer.value = { kind: "ok", status: 200, data }),
  };
}

interface Props {
  answer: Answer<unknown> | null;
  again: () => void;
  /** "hours are not changed": what cannot be done offline. */
  offline: string;
}

/** Whatever there is to say while what was asked for is not there. */
export function NotThere({ answer, again, offline }: Props) {
  if (answer === null) return <Busy />;
  if (answer.kind === "offline") return <Trouble again={again}>Needs a signal: {offline} offline.</Trouble>;
  if (answer.kind === "ok" || answer.status === 401) return <Busy />;
  if (answer.status === 403) return <NoPermission />;
  if (answer.status === 404) return <Notice kind="warning"><p>This venue is not yours any more. Somebody may have ended your part in it.</p></Notice>;
  return <Trouble again={again}>{answer.message}</Trouble>;
}

function Trouble({ again, children }: { again: () => void; children: ComponentChildren }) {
  return (
    <Notice kind="warning">
      <p role="alert">{children}</p>
      <Button look="quiet" onPress={again}>Try again</Button>
    </Notice>
  );
}

export function NoPermission() {
  return (
    <Notice>
      <p>You may say how tonight is here. What is on this screen is for its managers: ask one of them.</p>
    </Notice>
  );
}
