import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button } from "../elements/button.tsx";
import { Confirm } from "../elements/confirm.tsx";
import { Busy, Notice, OFFLINE } from "../elements/notice.tsx";
import { Screen } from "../elements/screen.tsx";
import { newRecoveryCodes, recoveryCodes, wantsAgain, type Authenticator } from "../signin/second.ts";
import type { Answer } from "../api.ts";

/** Shown once, to be written down: each gets in once when the phone is lost. */
export function RecoveryCodes({ onDone, onAgain }: { onDone: () => void; onAgain: () => void }) {
  const held = useSignal<Authenticator | null>(null);
  const problem = useSignal<string | null>(null);
  const take = (answer: Answer<{ data: Authenticator }>): void => {
    if (answer.kind === "ok") held.value = answer.data.data;
    else if (wantsAgain(answer)) onAgain();
    else if (answer.kind === "refused" && answer.status === 404) void newRecoveryCodes().then(take);
    else problem.value = answer.kind === "offline" ? OFFLINE : answer.message;
  };
  useEffect(() => void recoveryCodes().then(take), []);
  const codes = held.value?.unused_codes;
  return (
    <Screen title="Recovery codes" onBack={onDone}>
      {problem.value && <Notice kind="warning"><p>{problem.value}</p></Notice>}
      {held.value === null && problem.value === null && <Busy />}
      {held.value && codes && (
        <>
          <p>Write these down and keep them away from your phone. Each works once. They are not shown again.</p>
          <ul class="codes">{codes.map((code) => <li key={code}><code>{code}</code></li>)}</ul>
          <Button isBig onPress={onDone}>I wrote them down</Button>
        </>
      )}
      {held.value && !codes && (
        <>
          <p>You have {held.value.unused_code_count ?? 0} left. They were shown once and cannot be shown again.</p>
          <Confirm question="Make new codes? The old ones stop working." yes="Make new codes" onYes={() => void newRecoveryCodes().then(take)}>Make new codes</Confirm>
        </>
      )}
    </Screen>
  );
}
