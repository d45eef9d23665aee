import { useSignal } from "@preact/signals";
import { call } from "./api.ts";
import { Button } from "./elements/button.tsx";
import { Field } from "./elements/field.tsx";
import { ErrorSummary, OFFLINE } from "./elements/notice.tsx";
import { Screen } from "./elements/screen.tsx";
import { go } from "./state.ts";

/** The bar's own phone or tablet takes a code that a manager shows. */
export function Pair({ code: given, onIn }: { code: string | null; onIn: () => void }) {
  const code = useSignal(given ?? "");
  const name = useSignal("");
  const isBusy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const pair = async (): Promise<void> => {
    const digits = code.value.replace(/\D/g, "");
    if (digits.length !== 8) return void (problem.value = "Type the eight digits that the manager\u2019s screen shows.");
    isBusy.value = true;
    problem.value = null;
    const body = { code: digits, ...(name.value.trim() && { name: name.value.trim() }) };
    const answer = await call("POST", "/api/v1/devices", body);
    isBusy.value = false;
    if (answer.kind === "ok") onIn();
    else problem.value = answer.kind === "offline" ? OFFLINE : refusal(answer.status, answer.code, answer.fields);
  };
  const send = (event: Event): void => {
    event.preventDefault();
    if (!isBusy.value) void pair();
  };
  return (
    <Screen title="Pair this device" onBack={() => go("signin")}>
      <ErrorSummary message={problem.value} />
      <p>For the bar&rsquo;s own phone or tablet. Once paired it can say whether you are open, and nothing else. A manager can end that at any time.</p>
      <form onSubmit={send} noValidate>
        <Field
          id="pairing"
          label="Code"
          hint="Eight digits, from your manager&rsquo;s screen. It works once, for 10 minutes."
          value={code.value}
          onChange={(value) => (code.value = value)}
          input={{ inputMode: "numeric", autocomplete: "off", enterkeyhint: "go", class: "code", maxLength: 11 }}
        />
        <Field
          id="device-name"
          label="Name of this device (optional)"
          hint="Such as &ldquo;Bar tablet&rdquo;. It is shown beside what is tapped here."
          value={name.value}
          onChange={(value) => (name.value = value)}
          input={{ autocomplete: "off", maxLength: 40 }}
        />
        <Button submits isBig isBusy={isBusy.value}>{isBusy.value ? "Pairing\u2026" : "Pair"}</Button>
      </form>
    </Screen>
  );
}

function refusal(status: number, code: string, fields: Record<string, string[]>): string {
  if (code === "wrong_code") return "That code does not work. It may be used or older than 10 minutes: ask your manager for a new one.";
  if (status === 429) return "Too many tries. Wait a few minutes, then ask your manager for a new code.";
  return Object.values(fields).flat()[0] ?? "This did not work. Try again in a minute.";
}
