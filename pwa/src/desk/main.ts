/** Alerts for an officer in this browser. Without this script the page explains what they are. */
import { support } from "../alerts/browser.ts";
import type { Answer } from "../alerts/server.ts";
import { isReminded, mend, remind, remindNoMore, type Ask } from "../alerts/working.ts";
import { BLOCKED, CANNOT, FAILED, NOT_NOW, OFF, ON } from "./words.ts";

const PATIENCE_MS = 10_000;

function find<Kind extends HTMLElement>(id: string): Kind {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no #${id}`);
  return found as Kind;
}

/** Every page of the desk has a form, and with it the token that a change must send back. */
function token(): string {
  return document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
}

const ask: Ask = async (method, path, body): Promise<Answer | null> => {
  try {
    const answer = await fetch(path, {
      method,
      headers: { Accept: "application/json", ...(body && { "Content-Type": "application/json", "X-CSRFToken": token() }) },
      ...(body && { body: JSON.stringify(body) }),
      credentials: "same-origin",
      redirect: "error",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return { status: answer.status, data: await answer.json() };
  } catch {
    return null;
  }
};

async function begin(): Promise<void> {
  const [says, on, off] = [find("says"), find<HTMLButtonElement>("on"), find<HTMLButtonElement>("off")];
  const able = support();
  find("this-browser").hidden = false;
  find("without-script").hidden = true;
  const show = (isOn: boolean): void => {
    on.hidden = isOn;
    off.hidden = !isOn;
  };
  const tell = (words: string): void => {
    says.textContent = words;
    says.focus();
  };
  if (able !== "yes") return void (says.textContent = CANNOT[able]);
  let isBusy = false;
  const alone = (work: () => Promise<string>) => async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    says.textContent = "One moment\u2026";
    tell(await work().catch(() => FAILED.failed));
    isBusy = false;
  };
  on.addEventListener("click", alone(async () => {
    if (!navigator.onLine) return FAILED.offline;
    const answer = await Notification.requestPermission();
    if (answer !== "granted") return answer === "denied" ? BLOCKED : NOT_NOW;
    const came = await remind("desk", ask);
    show(came === "on");
    return came === "on" ? ON : FAILED[came];
  }));
  off.addEventListener("click", alone(async () => {
    await remindNoMore((tells) => tells === "desk");
    show(false);
    return OFF;
  }));
  await mend("desk", ask).catch(() => undefined);
  const isOn = await isReminded("desk").catch(() => false);
  show(isOn);
  if (isOn) says.textContent = ON;
}

void begin();
