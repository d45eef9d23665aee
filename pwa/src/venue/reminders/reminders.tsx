import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { isReminded } from "../../alerts/working.ts";
import { support } from "../../alerts/browser.ts";
import { Button } from "../elements/button.tsx";
import { Notice } from "../elements/notice.tsx";
import { say } from "../state.ts";
import { BLOCKED, CANNOT, FAILED, NOT_NOW, WHAT } from "./words.ts";
import { turnOff, turnOn } from "./reminding.ts";

/** On or off for this device alone. The browser is asked on the tap, and never before. */
export function Reminders() {
  const isOn = useSignal<boolean | null>(null);
  const isBusy = useSignal(false);
  const told = useSignal("");
  const words = useRef<HTMLParagraphElement>(null);
  const able = support();
  useEffect(() => {
    void isReminded("venues").then((is) => (isOn.value = is), () => (isOn.value = false));
  }, []);
  const tell = (text: string): void => {
    told.value = text;
    say(text);
    setTimeout(() => words.current?.focus());
  };
  const alone = async (work: () => Promise<void>): Promise<void> => {
    isBusy.value = true;
    told.value = "";
    await work().finally(() => (isBusy.value = false));
  };
  const on = (): Promise<void> => alone(async () => {
    if (!navigator.onLine) return tell(FAILED.offline);
    const answer = await Notification.requestPermission();
    if (answer !== "granted") return tell(answer === "denied" ? BLOCKED : NOT_NOW);
    const came = await turnOn();
    isOn.value = came === "on";
    tell(came === "on" ? "On. This device is reminded." : FAILED[came]);
  });
  const off = (): Promise<void> => alone(async () => {
    await turnOff();
    isOn.value = false;
    tell("Off. This device is not reminded.");
  });
  return (
    <section class="reminders" aria-labelledby="reminders">
      <h2 id="reminders">Remind this device</h2>
      <p>{WHAT}</p>
      {able !== "yes" && <Notice><p>{CANNOT[able]}</p></Notice>}
      {able === "yes" && isOn.value !== null && (
        <Button look={isOn.value ? "quiet" : "main"} isBusy={isBusy.value} onPress={() => void (isOn.value ? off() : on())}>
          {isBusy.value ? "One moment\u2026" : isOn.value ? "Turn reminders off" : "Remind this device"}
        </Button>
      )}
      <p class="told" tabIndex={-1} ref={words}>{told.value || (isOn.value ? "On." : "")}</p>
    </section>
  );
}
