import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button } from "../elements/button.tsx";
import { Field } from "../elements/field.tsx";
import { Busy, ErrorSummary, OFFLINE } from "../elements/notice.tsx";
import { Qr } from "../elements/qr.tsx";
import { Screen } from "../elements/screen.tsx";
import { activate, newSecret, wantsAgain, type Secret } from "../signin/second.ts";

interface Props {
  onDone: () => void;
  onAgain: () => void;
  onBack: () => void;
}

/** An authenticator app takes the secret, and shows with its first code that it did. */
export function AppSetUp({ onDone, onAgain, onBack }: Props) {
  const secret = useSignal<Secret | null>(null);
  const code = useSignal("");
  const problem = useSignal<string | null>(null);
  const begin = async (): Promise<void> => {
    const made = await newSecret();
    if ("secret" in made) secret.value = made;
    else if (wantsAgain(made)) onAgain();
    else problem.value = made.kind === "offline" ? OFFLINE : "This did not work. Go back and try again.";
  };
  useEffect(() => void begin(), []);
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const answer = await activate(code.value.replace(/\s/g, ""));
    if (answer.kind === "ok") onDone();
    else if (wantsAgain(answer)) onAgain();
    else problem.value = answer.kind === "offline" ? OFFLINE : "That code is not right. Wait for the next one; check that the phone\u2019s time is right.";
  };
  return (
    <Screen title="Add an authenticator app" onBack={onBack}>
      <ErrorSummary message={problem.value} />
      {secret.value === null ? problem.value === null && <Busy /> : (
        <>
          <p>Scan this with the app, or type the secret into it.</p>
          {secret.value.totp_svg && <Qr svg={secret.value.totp_svg} label="QR code with the secret" />}
          <p class="secret"><code>{secret.value.secret.replace(/(.{4})(?=.)/g, "$1 ")}</code></p>
          <p><a class="button quiet" href={secret.value.totp_url}>Open the app on this phone</a></p>
          <form onSubmit={(event) => void send(event)} noValidate>
            <Field id="totp" label="Code that the app shows now" value={code.value} onChange={(value) => (code.value = value)} input={{ inputMode: "numeric", autocomplete: "one-time-code", class: "code", maxLength: 8 }} />
            <Button submits isBig>Add</Button>
          </form>
        </>
      )}
    </Screen>
  );
}
