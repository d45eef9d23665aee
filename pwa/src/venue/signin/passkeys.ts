/** Passkeys: the browser asks for a fingerprint or the screen lock, the server checks what comes of it. */
import { call, type Answer } from "../api.ts";
import { BASE, next, OFFLINE, type Next } from "./flows.ts";

interface Given<K extends string> {
  data: Record<K, { publicKey: unknown }>;
}

export function hasPasskeys(): boolean {
  return typeof PublicKeyCredential !== "undefined" && "parseRequestOptionsFromJSON" in PublicKeyCredential;
}

const UNUSED = "No passkey was used. Try again, or use a code by e-mail.";

/** `where` is where the request comes from and the answer goes to: sign in, second factor, sign in again. */
export async function usePasskey(where: "login" | "authenticate" | "reauthenticate"): Promise<Next> {
  const path = `${BASE}/auth/webauthn/${where}`;
  const asked = await call<Given<"request_options">>("GET", path);
  if (asked.kind !== "ok") return asked.kind === "offline" ? { problem: OFFLINE } : next(asked);
  const credential = await get(asked.data.data.request_options.publicKey);
  if (credential === null) return { problem: UNUSED };
  const answer = await call("POST", path, { credential });
  if (answer.kind === "refused" && answer.status === 400) {
    return { problem: "This passkey is not known here. Use a code by e-mail." };
  }
  return next(answer);
}

async function get(options: unknown): Promise<unknown> {
  try {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON);
    const made = await navigator.credentials.get({ publicKey });
    return made instanceof PublicKeyCredential ? made.toJSON() : null;
  } catch {
    return null;
  }
}

export type Added = "added" | "added_first" | "again" | "not" | "offline";

/** `added_first` came with recovery codes that nobody has seen yet; `again` wants a fresh sign-in first. */
export async function addPasskey(name: string): Promise<Added> {
  const path = `${BASE}/account/authenticators/webauthn`;
  const asked = await call<Given<"creation_options">>("GET", `${path}?passwordless`);
  if (asked.kind !== "ok") return outcome(asked);
  const credential = await create(asked.data.data.creation_options.publicKey);
  if (credential === null) return "not";
  const answer = await call<{ meta?: { recovery_codes_generated?: boolean } }>("POST", path, { name, credential });
  if (answer.kind !== "ok") return outcome(answer);
  return answer.data.meta?.recovery_codes_generated ? "added_first" : "added";
}

function outcome(answer: Answer<unknown>): Added {
  if (answer.kind === "offline") return "offline";
  return answer.kind === "refused" && answer.status === 401 ? "again" : "not";
}

async function create(options: unknown): Promise<unknown> {
  try {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON);
    const made = await navigator.credentials.create({ publicKey });
    return made instanceof PublicKeyCredential ? made.toJSON() : null;
  } catch {
    return null;
  }
}

/** A name that tells two devices apart in a list. */
export function deviceName(agent: string): string {
  const known = ["iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux"].find((name) => agent.includes(name));
  return known === "Macintosh" ? "Mac" : known ?? "This device";
}
