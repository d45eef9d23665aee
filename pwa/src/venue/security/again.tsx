import { useSignal } from "@preact/signals";
import { Button } from "../elements/button.tsx";
import { Field } from "../elements/field.tsx";
import { ErrorSummary, OFFLINE } from "../elements/notice.tsx";
import { Screen } from "../elements/screen.tsx";
import { remindNobody } from "../reminders/later.ts";
import { signOut } from "../signin/flows.ts";
import { hasPasskeys, usePasskey } from "../signin/passkeys.ts";
import { signInAgain } from "../signin/second.ts";
import { mine } from "../state.ts";

/** Before a change of the ways in, somebody shows once more that it is them. */
export function SignInAgain({ hasApp, hasKey, onDone }: { hasApp: boolean; hasKey: boolean; onDone: () => void }) {
  const code = useSignal("");
  const problem = useSignal<string | null>(null);
  const byPasskey = async (): Promise<void> => {
    const told = await usePasskey("reauthenticate");
    if ("step" in told) onDone();
    else problem.value = told.problem;
  };
  const byCode = async (event: Event): Promise<void> => {
    event.preventDefault();
    const answer = await signInAgain(code.value.replace(/\s/g, ""));
    if (answer.kind === "ok") onDone();
    else problem.value = answer.kind === "offline" ? OFFLINE : "That code is not right. Wait for the next one.";
  };
  const leave = async (): Promise<void> => {
    if (!(await signOut())) return void (problem.value = OFFLINE);
    await remindNobody();
    mine.value = null;
  };
  return (
    <Screen title="Show that it is you">
      <p>You signed in a while ago. This change needs a fresh look.</p>
      <ErrorSummary message={problem.value} />
      {hasKey && hasPasskeys() && <Button isBig onPress={() => void byPasskey()}>Use your passkey</Button>}
      {hasApp && (
        <form onSubmit={(event) => void byCode(event)} noValidate>
          <Field id="again" label="Code from your authenticator app" value={code.value} onChange={(value) => (code.value = value)} input={{ inputMode: "numeric", autocomplete: "one-time-code", class: "code", maxLength: 20 }} />
          <Button submits isBig>Go on</Button>
        </form>
      )}
      {!hasKey && !hasApp && <p>Sign out, sign in again with a new code, then come back here.</p>}
      <p class="or"><Button look="quiet" onPress={() => void leave()}>Sign out</Button></p>
    </Screen>
  );
}
