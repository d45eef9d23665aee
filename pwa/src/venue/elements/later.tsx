import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { Button } from "./button.tsx";
import { Busy, Notice } from "./notice.tsx";

/** A part of the app that is fetched when it is first wanted. `load` must stay the same function. */
export function Later<P extends object>({ load, props }: { load: () => Promise<ComponentType<P>>; props: P }) {
  const part = useSignal<{ Part: ComponentType<P> } | "loading" | "failed">("loading");
  const fetchIt = (): void => {
    part.value = "loading";
    load().then((Part) => (part.value = { Part }), () => (part.value = "failed"));
  };
  useEffect(fetchIt, [load]);
  if (part.value === "loading") return <Busy />;
  if (part.value !== "failed") return <part.value.Part {...props} />;
  return (
    <Notice kind="warning">
      <p>This part needs a connection the first time.</p>
      <Button look="quiet" onPress={fetchIt}>Try again</Button>
    </Notice>
  );
}
