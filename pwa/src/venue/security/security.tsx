import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { clock24, dateOf, dateWords } from "../../london.ts";
import { Button } from "../elements/button.tsx";
import { Confirm } from "../elements/confirm.tsx";
import { Busy, Notice, OFFLINE } from "../elements/notice.tsx";
import { Screen } from "../elements/screen.tsx";
import { arrive } from "../journey.ts";
import { addPasskey, deviceName, hasPasskeys } from "../signin/passkeys.ts";
import { authenticators, remove, wantsAgain, type Authenticator } from "../signin/second.ts";
import { go, mustSecure, say, sitsAtDesk } from "../state.ts";
import { SignInAgain } from "./again.tsx";
import { AppSetUp } from "./app.tsx";
import { RecoveryCodes } from "./codes.tsx";

type Doing = "list" | "app" | "codes" | "again";

/** Passkeys, the authenticator app and recovery codes of whoever is signed in. */
export function Security() {
  const held = useSignal<Authenticator[] | null>(null);
  const problem = useSignal<string | null>(null);
  const doing = useSignal<Doing>("list");
  const isBusy = useSignal(false);

  const load = async (): Promise<void> => {
    const answer = await authenticators();
    if (answer.kind === "ok") held.value = answer.data.data;
    else if (wantsAgain(answer)) doing.value = "again";
    else problem.value = answer.kind === "offline" ? OFFLINE : answer.message;
  };
  useEffect(() => void load(), []);

  const back = (text: string): void => {
    say(text);
    doing.value = "list";
    problem.value = null;
    void load();
  };
  const add = async (): Promise<void> => {
    isBusy.value = true;
    const added = await addPasskey(deviceName(navigator.userAgent));
    isBusy.value = false;
    if (added === "added") back("Passkey added.");
    else if (added === "added_first") doing.value = "codes";
    else if (added === "again") doing.value = "again";
    else problem.value = added === "offline" ? OFFLINE : "No passkey was made. Try again, or use an authenticator app.";
  };
  const drop = async (one: Authenticator): Promise<void> => {
    isBusy.value = true;
    const answer = await remove(one);
    isBusy.value = false;
    if (answer.kind === "ok") back("Removed.");
    else if (wantsAgain(answer)) doing.value = "again";
    else problem.value = answer.kind === "offline" ? OFFLINE : answer.message;
  };

  switch (doing.value) {
    case "app":
      return <AppSetUp onDone={() => (doing.value = "codes")} onAgain={() => (doing.value = "again")} onBack={() => back("")} />;
    case "codes":
      return <RecoveryCodes onDone={() => back("")} onAgain={() => (doing.value = "again")} />;
    case "again":
      return <SignInAgain hasApp={has(held.value, "totp")} hasKey={has(held.value, "webauthn")} onDone={() => back("Go on.")} />;
  }
  const list = (held.value ?? []).filter(({ type }) => type !== "recovery_codes");
  return (
    <Screen title={mustSecure.value ? "Set up a second factor" : "Passkeys and second factor"} onBack={mustSecure.value ? undefined : () => go("me")}>
      {mustSecure.value && list.length === 0 && <Notice><p>The desk shows more than the public sees, so a code by e-mail is not enough. Add a passkey or an authenticator app first.</p></Notice>}
      {mustSecure.value && list.length > 0 && (
        <Notice kind="good">
          <p><b>Done.</b> You have a second factor.</p>
          <Button onPress={() => void arrive(false)}>Go on</Button>
        </Notice>
      )}
      {problem.value && <Notice kind="warning"><p>{problem.value}</p></Notice>}
      {held.value === null ? problem.value === null && <Busy /> : (
        <>
          {list.length === 0 && <p>You sign in with a code by e-mail only.</p>}
          <ul class="list">
            {list.map((one) => (
              <li key={one.id ?? one.type}>
                <p><b>{nameOf(one)}</b></p>
                <p class="age">{usedWords(one)}</p>
                {mayRemove(list.length) && <Confirm question={`Remove ${nameOf(one)}?`} yes="Remove" isBusy={isBusy.value} onYes={() => void drop(one)}>{`Remove ${nameOf(one)}`}</Confirm>}
              </li>
            ))}
          </ul>
          <div class="stack">
            {hasPasskeys() && <Button isBusy={isBusy.value} onPress={() => void add()}>Add a passkey</Button>}
            {!has(list, "totp") && <Button look="quiet" onPress={() => (doing.value = "app")}>Add an authenticator app</Button>}
            {list.length > 0 && <Button look="quiet" onPress={() => (doing.value = "codes")}>Recovery codes</Button>}
          </div>
        </>
      )}
    </Screen>
  );
}

/** Whoever sits at the desk keeps at least one. */
function mayRemove(count: number): boolean {
  return count > 1 || !sitsAtDesk.value;
}

function has(list: Authenticator[] | null, type: Authenticator["type"]): boolean {
  return list?.some((one) => one.type === type) ?? false;
}

function nameOf({ type, name }: Authenticator): string {
  return type === "totp" ? "Authenticator app" : `Passkey \u201c${name || "without a name"}\u201d`;
}

function usedWords({ created_at, last_used_at }: Authenticator): string {
  const used = last_used_at === null ? "Not used yet" : `Last used ${whenWords(last_used_at * 1_000)}`;
  return `Added ${whenWords(created_at * 1_000)}. ${used}.`;
}

function whenWords(at: number): string {
  return `${dateWords(dateOf(at))}, ${clock24(at)}`;
}
