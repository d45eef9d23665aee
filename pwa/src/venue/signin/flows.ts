/** The steps of signing in, as the server's library has them, told as what the screen shows next. */
import { call, type Answer, type Refused } from "../api.ts";

export const BASE = "/_allauth/browser/v1";

export type Second = "totp" | "webauthn" | "recovery_codes";
export type Step =
  | { kind: "email" }
  | { kind: "code"; email: string }
  | { kind: "second"; types: Second[] }
  | { kind: "in" };
/** The next step, or what went wrong in words. */
export type Next = { step: Step } | { problem: string; isOver?: boolean };

interface Flow {
  id: string;
  is_pending?: boolean;
  types?: Second[];
}

export const OFFLINE = "No connection. Check the signal or the Wi-Fi, then try again.";
const TOO_MANY = "Too many tries. Wait a few minutes, then try again.";

function pending({ data }: Refused): Flow | undefined {
  const flows = (data as { data?: { flows?: Flow[] } } | null)?.data?.flows ?? [];
  return flows.find(({ is_pending }) => is_pending);
}

/** Every answer that is not about this step alone. */
export function next(answer: Answer<unknown>, email = ""): Next {
  if (answer.kind === "offline") return { problem: OFFLINE };
  if (answer.kind === "ok") return { step: { kind: "in" } };
  const flow = answer.status === 401 ? pending(answer) : undefined;
  if (flow?.id === "login_by_code") return { step: { kind: "code", email } };
  if (flow?.id === "mfa_authenticate") return { step: { kind: "second", types: flow.types ?? ["totp"] } };
  if (answer.status === 429) return { problem: TOO_MANY };
  return { problem: answer.message };
}

function isRefused(answer: Answer<unknown>, status: number): boolean {
  return answer.kind === "refused" && answer.status === status;
}

export async function askForCode(email: string): Promise<Next> {
  const answer = await call("POST", `${BASE}/auth/code/request`, { email });
  // Signed in already, in another tab.
  if (isRefused(answer, 409)) return { step: { kind: "in" } };
  if (isRefused(answer, 400)) return { problem: "Type an e-mail address like name@example.org." };
  return next(answer, email);
}

const OVER = "That code is over: it was used, ten minutes have passed, or five tries were wrong. Ask for a new one.";

export async function giveCode(code: string): Promise<Next> {
  const answer = await call("POST", `${BASE}/auth/code/confirm`, { code });
  if (isRefused(answer, 400)) return { problem: "That is not the code we sent. Check the newest e-mail and type its six digits." };
  if (isRefused(answer, 409) || isRefused(answer, 410)) return { problem: OVER, isOver: true };
  const told = next(answer);
  // The fifth wrong try ends the code: the server then starts from the beginning.
  return "step" in told || answer.kind !== "refused" || answer.status !== 401 ? told : { problem: OVER, isOver: true };
}

export async function giveSecond(code: string): Promise<Next> {
  const answer = await call("POST", `${BASE}/auth/2fa/authenticate`, { code });
  if (isRefused(answer, 400)) return { problem: "That code is not right. Wait for the next one, or use a recovery code." };
  if (isRefused(answer, 409)) return { problem: "That took too long. Start again.", isOver: true };
  return next(answer);
}

export async function signOut(): Promise<boolean> {
  const answer = await call("DELETE", `${BASE}/auth/session`);
  return answer.kind === "ok" || isRefused(answer, 401);
}

export async function isMailSlow(): Promise<boolean> {
  const answer = await call<{ delayed: boolean }>("GET", "/api/v1/mail");
  return answer.kind === "ok" && answer.data.delayed;
}

