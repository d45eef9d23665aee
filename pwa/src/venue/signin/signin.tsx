import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button } from "../elements/button.tsx";
import { Field } from "../elements/field.tsx";
import { ErrorSummary, Notice } from "../elements/notice.tsx";
import { Screen } from "../elements/screen.tsx";
import { queue } from "../outbox.ts";
import { ended, go } from "../state.ts";
import { countOf } from "../words.ts";
import { askForCode, giveCode, giveSecond, isMailSlow, type Next, type Step } from "./flows.ts";
import { hasPasskeys, usePasskey } from "./passkeys.ts";

const MAIL_PATIENCE_MS = 20_000;
const CODE = { inputMode: "numeric", autocomplete: "one-time-code", spellcheck: false, enterkeyhint: "go" } as const;

/** From an address to a session: one form at a time. `onIn` is called once somebody is in. */
export function SignIn({ onIn }: { onIn: () => void }) {
  const step = useSignal<Step>({ kind: "email" });
  const problem = useSignal<string | null>(null);
  const isBusy = useSignal(false);

  const take = (told: Next): void => {
    problem.value = "problem" in told ? told.problem : null;
    if ("problem" in told) {
      if (told.isOver) step.value = { kind: "email" };
    } else if (told.step.kind === "in") onIn();
    else step.value = told.step;
  };
  const run = async (work: Promise<Next>): Promise<void> => {
    isBusy.value = true;
    problem.value = null;
    take(await work);
    isBusy.value = false;
  };
  const props = { step: step.value, isBusy: isBusy.value, problem: problem.value, run: (work: Promise<Next>) => void run(work) };
  const startAgain = (): void => {
    problem.value = null;
    step.value = { kind: "email" };
  };
  if (step.value.kind === "code") return <Code {...props} email={step.value.email} onBack={startAgain} />;
  if (step.value.kind === "second") return <SecondFactor {...props} types={step.value.types} onBack={startAgain} />;
  return <Email {...props} />;
}

interface Shared {
  isBusy: boolean;
  problem: string | null;
  run: (work: Promise<Next>) => void;
}

function Email({ isBusy, problem, run }: Shared) {
  const email = useSignal("");
  const send = (event: Event): void => {
    event.preventDefault();
    if (!isBusy) run(askForCode(email.value.trim()));
  };
  return (
    <Screen title="Sign in" takesFocus={false}>
      <Waiting />
      <ErrorSummary message={problem} />
      <form onSubmit={send} noValidate>
        <Field
          id="email"
          label="E-mail address"
          hint="The one that you were invited with. There is no password."
          value={email.value}
          onChange={(value) => (email.value = value)}
          input={{ type: "email", autocomplete: "username webauthn", autocapitalize: "none", spellcheck: false, enterkeyhint: "go", maxLength: 254 }}
        />
        <Button submits isBig isBusy={isBusy}>{isBusy ? "Sending\u2026" : "Send me a code"}</Button>
      </form>
      {hasPasskeys() && (
        <p class="or">
          <Button look="quiet" isBusy={isBusy} onPress={() => run(usePasskey("login"))}>Use a passkey</Button>
        </p>
      )}
      <h2>On the bar&rsquo;s own phone or tablet?</h2>
      <p>Your manager can pair it with an 8-digit code. Then nobody needs to sign in on it.</p>
      <Button look="quiet" onPress={() => go("pair")}>I have a pairing code</Button>
    </Screen>
  );
}

/** Why somebody is here again, and what still waits on this device. */
function Waiting() {
  const waiting = queue.value.length;
  return (
    <>
      {ended.value === "device" && <Notice kind="warning"><p>This device was ended by a manager. Pair it again, or sign in.</p></Notice>}
      {ended.value === "person" && <Notice><p>You are signed out.</p></Notice>}
      {waiting > 0 && <Notice kind="warning"><p><b>Sign in again to send {countOf(waiting, "tap")}.</b> Nothing is lost, but the public does not see it yet.</p></Notice>}
    </>
  );
}

function Code({ email, isBusy, problem, run, onBack }: Shared & { email: string; onBack: () => void }) {
  const code = useSignal("");
  const isSlow = useSignal(false);
  const isSentAgain = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => void isMailSlow().then((slow) => (isSlow.value = slow)), MAIL_PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  const send = (event: Event): void => {
    event.preventDefault();
    if (!isBusy) run(giveCode(code.value.replace(/[\s-]/g, "")));
  };
  const sendAgain = (): void => {
    code.value = "";
    isSentAgain.value = true;
    run(askForCode(email));
  };
  return (
    <Screen title="Type the code" onBack={onBack}>
      <ErrorSummary message={problem} />
      <p>We sent a code to <b>{email}</b>, if that address was invited. It works for 10 minutes, in this browser.</p>
      {isSentAgain.value && problem === null && !isBusy && <Notice><p>We sent a new code. Only the newest one works.</p></Notice>}
      {isSlow.value && <Notice kind="warning"><p>Mail is slow right now. The code may take a few minutes; leave this page open.</p></Notice>}
      <form onSubmit={send} noValidate>
        <Field id="code" label="Code from the e-mail" value={code.value} onChange={(value) => (code.value = value)} input={{ ...CODE, class: "code", maxLength: 12 }} />
        <Button submits isBig isBusy={isBusy}>{isBusy ? "Checking\u2026" : "Sign in"}</Button>
      </form>
      <p class="or">
        <Button look="quiet" isBusy={isBusy} onPress={sendAgain}>Send a new code</Button>
      </p>
    </Screen>
  );
}

function SecondFactor({ types, isBusy, problem, run, onBack }: Shared & { types: string[]; onBack: () => void }) {
  const code = useSignal("");
  const hasCodes = types.includes("totp") || types.includes("recovery_codes");
  const send = (event: Event): void => {
    event.preventDefault();
    if (!isBusy) run(giveSecond(code.value.replace(/\s/g, "")));
  };
  return (
    <Screen title="One more step" onBack={onBack}>
      <ErrorSummary message={problem} />
      {types.includes("webauthn") && hasPasskeys() && (
        <Button isBig isBusy={isBusy} onPress={() => run(usePasskey("authenticate"))}>Use your passkey</Button>
      )}
      {hasCodes && (
        <form onSubmit={send} noValidate>
          <Field
            id="second"
            label={types.includes("totp") ? "Code from your authenticator app" : "Recovery code"}
            hint={types.includes("totp") ? "A recovery code works too." : "One of those that you wrote down. Each works once."}
            value={code.value}
            onChange={(value) => (code.value = value)}
            input={{ ...CODE, class: "code", maxLength: 20 }}
          />
          <Button submits isBig isBusy={isBusy}>{isBusy ? "Checking\u2026" : "Go on"}</Button>
        </form>
      )}
      <p class="hint">Lost it? A senior officer can reset your second factor. You are both told by e-mail.</p>
    </Screen>
  );
}
