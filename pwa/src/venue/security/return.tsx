import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Busy, Notice, OFFLINE } from "../elements/notice.tsx";
import { Screen } from "../elements/screen.tsx";
import { nextPath } from "../next.ts";
import { authenticators } from "../signin/second.ts";
import { SignInAgain } from "./again.tsx";

/** Sent here by the desk, which runs no script and so cannot ask for a passkey: shown here, then back there. */
export function ShowAndReturn() {
  const held = useSignal<string[] | null>(null);
  const problem = useSignal<string | null>(null);
  const load = async (): Promise<void> => {
    const answer = await authenticators();
    if (answer.kind === "ok") held.value = answer.data.data.map(({ type }) => type);
    else problem.value = answer.kind === "offline" ? OFFLINE : answer.message;
  };
  useEffect(() => void load(), []);
  if (held.value !== null) {
    const has = (type: string): boolean => held.value?.includes(type) ?? false;
    return <SignInAgain hasApp={has("totp")} hasKey={has("webauthn")} onDone={() => location.replace(nextPath(location.search) ?? "/desk/")} />;
  }
  return (
    <Screen title="Show that it is you">
      {problem.value === null ? <Busy /> : <Notice kind="warning"><p>{problem.value}</p></Notice>}
    </Screen>
  );
}
