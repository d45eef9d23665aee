import { useSignal } from "@preact/signals";
import { Button } from "../elements/button.tsx";
import { Notice, OFFLINE } from "../elements/notice.tsx";
import { Screen } from "../elements/screen.tsx";
import { first } from "../journey.ts";
import { keep } from "../kept.ts";
import { RecoveryCodes } from "../security/codes.tsx";
import { go, venues, who } from "../state.ts";
import { addPasskey, deviceName } from "./passkeys.ts";

const FAILED = {
  not: "No passkey was made. You can do it later, under Me.",
  again: "For this the server wants a fresh sign-in. You can do it later, under Me.",
  offline: OFFLINE,
};

/** Offered once on a device, after the first sign-in on it. */
export function Offer() {
  const problem = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const hasCodes = useSignal(false);
  const goOn = (): void => {
    void keep("passkey_offered", true);
    go(first());
  };
  const add = async (): Promise<void> => {
    isBusy.value = true;
    const added = await addPasskey(deviceName(navigator.userAgent));
    isBusy.value = false;
    if (added === "added_first") hasCodes.value = true;
    else if (added === "added") goOn();
    else problem.value = FAILED[added];
  };
  if (hasCodes.value) return <RecoveryCodes onDone={goOn} onAgain={goOn} />;
  return (
    <Screen title="Sign in next time with your fingerprint or screen lock?">
      <p>This device makes a passkey and keeps it. Only on your own phone, not on the bar&rsquo;s: from then on a code by e-mail alone lets nobody in.</p>
      {problem.value && <Notice kind="warning"><p>{problem.value}</p></Notice>}
      <Button isBig isBusy={isBusy.value} onPress={() => void add()}>{isBusy.value ? "Waiting for your device\u2026" : "Yes, make a passkey"}</Button>
      <p class="or"><Button look="quiet" onPress={goOn}>Not now</Button></p>
    </Screen>
  );
}

export function Desk() {
  return (
    <Screen title={who.value?.officer ? "You are an officer" : "You are a partner"}>
      <p><a class="button big" href="/desk/">Go to the desk</a></p>
      {venues.value.length === 0 && <p>No venue is yours to report for, and none needs to be: your work is at the desk.</p>}
    </Screen>
  );
}
