/** "Remind this device", as whoever is signed in on it asks the server. */
import { mend, remind, remindNoMore, type Ask } from "../../alerts/working.ts";
import type { Failure } from "../../alerts/words.ts";
import { call, token } from "../api.ts";
import { keep } from "../kept.ts";

const ask: Ask = async (method, path, body) => {
  const answer = await call<unknown>(method, path, body);
  return answer.kind === "offline" ? null : { status: answer.status, data: answer.data };
};

/** Some browsers show their cookies to no worker; the token alone opens nothing. */
async function rememberToken(): Promise<void> {
  await keep("csrf", token() ?? undefined);
}

export async function turnOn(): Promise<"on" | Failure> {
  const told = await remind("venues", ask);
  if (told === "on") await rememberToken();
  return told;
}

export async function turnOff(): Promise<void> {
  await remindNoMore((tells) => tells === "venues");
  await keep("csrf", undefined);
}

export async function mendReminders(): Promise<void> {
  await mend("venues", ask);
  await rememberToken();
}

/** Nobody works on this device any more. */
export async function remindNobody(): Promise<void> {
  await remindNoMore((tells) => tells !== "place");
  await keep("csrf", undefined);
}
