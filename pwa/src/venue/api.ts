/** Every call of the signed-in screens: JSON both ways, the CSRF token along, ten seconds in all. */
import { hear } from "./time.ts";

export type Fields = Record<string, string[]>;
export interface Refused {
  kind: "refused";
  status: number;
  code: string;
  message: string;
  fields: Fields;
  /** The whole body, for answers that say more than an error: a sign-in that wants its next step. */
  data: unknown;
}
export type Answer<T> = { kind: "ok"; status: number; data: T } | Refused | { kind: "offline" };

interface Options {
  /** The Idempotency-Key: the same for every repeat of one tap. */
  key?: string;
  patienceMs?: number;
}

const PATIENCE_MS = 10_000;
const SORRY = "Something went wrong here, not with you. Try again in a minute.";

export function token(): string | null {
  return /(?:^|; )(?:__Host-)?csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? null;
}

/** A page that the worker kept brings no cookie along. */
async function freshToken(signal: AbortSignal): Promise<string> {
  const held = token();
  if (held !== null) return held;
  await fetch("/venue", { credentials: "same-origin", redirect: "error", cache: "no-store", signal });
  return token() ?? "";
}

export async function call<T>(method: string, path: string, body?: unknown, { key, patienceMs = PATIENCE_MS }: Options = {}): Promise<Answer<T>> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), patienceMs);
  try {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (method !== "GET") headers["X-CSRFToken"] = await freshToken(patience.signal);
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (key !== undefined) headers["Idempotency-Key"] = key;
    const response = await fetch(path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      credentials: "same-origin",
      redirect: "error",
      cache: "no-store",
      signal: patience.signal,
    });
    return await judge<T>(response);
  } catch {
    return { kind: "offline" };
  } finally {
    clearTimeout(timer);
  }
}

/** Whatever is not JSON is not from us: most often a Wi-Fi that wants a log-in. */
export async function judge<T>(response: Response): Promise<Answer<T>> {
  const { status } = response;
  const isJson = (response.headers.get("Content-Type") ?? "").startsWith("application/json");
  if (status === 204) return { kind: "ok", status, data: undefined as T };
  if (!isJson) return { kind: "offline" };
  const data: unknown = await response.json();
  hear(response.headers.get("Date"));
  return response.ok ? { kind: "ok", status, data: data as T } : refusal(status, data);
}

interface Errors {
  error?: { code?: string; message?: string; fields?: Fields };
  errors?: { code?: string; message?: string; param?: string }[];
}

/** Our own errors and those of the sign-in library, in one shape. */
function refusal(status: number, data: unknown): Refused {
  const { error, errors = [] } = (data ?? {}) as Errors;
  const fields: Fields = { ...error?.fields };
  for (const { param, message } of errors) if (param && message) (fields[param] ??= []).push(message);
  const code = error?.code ?? errors[0]?.code ?? `${status}`;
  return { kind: "refused", status, code, message: error?.message ?? errors[0]?.message ?? SORRY, fields, data };
}
