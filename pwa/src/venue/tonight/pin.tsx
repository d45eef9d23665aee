import { useSignal } from "@preact/signals";
import { call } from "../api.ts";
import { OFFLINE } from "../elements/notice.tsx";
import { look } from "../mine.ts";
import { goOn, queue, takeBack, wantsPin } from "../outbox.ts";
import { wantedWords } from "../words.ts";

const LENGTH = 4;
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** The shift's PIN; the tap that waited for it then goes on its way. */
export function Pin() {
  const digits = useSignal("");
  const problem = useSignal<string | null>(null);
  const isBusy = useSignal(false);

  const unlock = async (pin: string): Promise<void> => {
    isBusy.value = true;
    const answer = await call("POST", "/api/v1/devices/unlock", { pin });
    isBusy.value = false;
    digits.value = "";
    if (answer.kind === "offline") problem.value = OFFLINE;
    else if (answer.kind === "ok") void look().then(goOn);
    else if (answer.status === 401) void look();
    else problem.value = answer.status === 429 ? "Five wrong PINs. Wait 15 minutes, or ask your manager." : "That is not the PIN. Try again.";
  };
  const press = (digit: string): void => {
    if (isBusy.value || digits.value.length >= LENGTH) return;
    problem.value = null;
    digits.value += digit;
    if (digits.value.length === LENGTH) void unlock(digits.value);
  };
  const type = (event: KeyboardEvent): void => {
    if (/^\d$/.test(event.key)) press(event.key);
    else if (event.key === "Backspace") digits.value = digits.value.slice(0, -1);
  };
  const drop = (): void => {
    wantsPin.value = false;
    queue.value.filter(({ ask }) => ask === null).forEach(({ key }) => void takeBack(key));
  };
  const waiting = queue.value.filter(({ ask }) => ask === null).map(({ wanted }) => wanted);
  return (
    <fieldset class="panel pin" onKeyDown={type}>
      <legend tabIndex={-1} ref={(legend) => legend?.focus()}>Shift PIN</legend>
      <p>Type this device&rsquo;s four digits once a shift.{waiting.length > 0 && <> Then it sends <b>{waiting.map(wantedWords).join(", ")}</b>; the public does not see that yet.</>}</p>
      <p class="dots" role="status">
        <span aria-hidden="true">{"\u25cf".repeat(digits.value.length)}{"\u25cb".repeat(LENGTH - digits.value.length)}</span>
        <span class="unseen">{isBusy.value ? "Checking" : `${digits.value.length} of ${LENGTH} digits`}</span>
      </p>
      {problem.value && <p class="error" role="alert">{problem.value}</p>}
      <div class="pad">
        {KEYS.map((digit) => <button type="button" class="button quiet" key={digit} onClick={() => press(digit)}>{digit}</button>)}
        <button type="button" class="button quiet" onClick={() => (digits.value = digits.value.slice(0, -1))}>Delete</button>
        <button type="button" class="button quiet" onClick={() => press("0")}>0</button>
        <button type="button" class="button quiet" onClick={drop}>Cancel</button>
      </div>
    </fieldset>
  );
}
