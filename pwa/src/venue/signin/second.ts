/** The ways in that somebody has beside the e-mail code. */
import { call, type Answer } from "../api.ts";
import { BASE } from "./flows.ts";

export interface Authenticator {
  type: "totp" | "webauthn" | "recovery_codes";
  id?: number;
  name?: string;
  created_at: number;
  last_used_at: number | null;
  total_code_count?: number;
  unused_code_count?: number;
  unused_codes?: string[];
}

const AT = `${BASE}/account/authenticators`;

export function authenticators(): Promise<Answer<{ data: Authenticator[] }>> {
  return call("GET", AT);
}

/** Null where it cannot be told now. */
export async function hasSecondFactor(): Promise<boolean | null> {
  const answer = await authenticators();
  return answer.kind === "ok" ? answer.data.data.some(({ type }) => type !== "recovery_codes") : null;
}

export interface Secret {
  secret: string;
  totp_url: string;
  totp_svg?: string;
}

/** A new secret for an authenticator app, which the server answers as "there is none yet". */
export async function newSecret(): Promise<Secret | Answer<unknown>> {
  const answer = await call("GET", `${AT}/totp`);
  const isNew = answer.kind === "refused" && answer.status === 404;
  const meta = isNew ? (answer.data as { meta?: Secret } | null)?.meta : undefined;
  return meta?.secret ? meta : answer;
}

export function activate(code: string): Promise<Answer<unknown>> {
  return call("POST", `${AT}/totp`, { code });
}

export function recoveryCodes(): Promise<Answer<{ data: Authenticator }>> {
  return call("GET", `${AT}/recovery-codes`);
}

export function newRecoveryCodes(): Promise<Answer<{ data: Authenticator }>> {
  return call("POST", `${AT}/recovery-codes`, {});
}

export function remove({ type, id }: Authenticator): Promise<Answer<unknown>> {
  return type === "totp" ? call("DELETE", `${AT}/totp`) : call("DELETE", `${AT}/webauthn`, { authenticators: [id] });
}

/** 401 with a signed-in session: the server wants to see a sign-in first that is fresh. */
export function wantsAgain(answer: Answer<unknown>): boolean {
  return answer.kind === "refused" && answer.status === 401;
}

export function signInAgain(code: string): Promise<Answer<unknown>> {
  return call("POST", `${BASE}/auth/2fa/reauthenticate`, { code });
}
