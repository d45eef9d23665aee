/** The addresses of the alerts: without cookie or account, ten seconds in all. */

export interface Key {
  key_id: string;
  public_key: string;
}

export interface Answer {
  status: number;
  data: unknown;
}

const PATIENCE_MS = 10_000;
const ALERTS = "/api/v1/subscriptions";

/** Throws where there is no signal, or something answers that is not our server. */
async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await fetch(path, {
    method,
    headers: { Accept: "application/json", ...(body !== undefined && { "Content-Type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    credentials: "omit",
    redirect: "error",
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (answer.status === 204) return { status: 204, data: null };
  if (!(answer.headers.get("Content-Type") ?? "").startsWith("application/json")) throw new Error("not our server");
  return { status: answer.status, data: await answer.json() };
}

export async function serverKey(): Promise<Key> {
  const { status, data } = await ask("GET", `${ALERTS}/key`);
  const { key_id, public_key } = (data ?? {}) as Partial<Key>;
  if (status !== 200 || typeof key_id !== "string" || typeof public_key !== "string") throw new Error("no key");
  return { key_id, public_key };
}

/** What the browser's subscription is to the server, and the key that it was made with. */
export function told(subscription: PushSubscription, key_id: string): object {
  const { endpoint, keys } = subscription.toJSON();
  return { endpoint, keys, key_id };
}

export function askForPlace(subscription: PushSubscription, { key_id }: Key, place: string): Promise<Answer> {
  return ask("POST", ALERTS, { ...told(subscription, key_id), place });
}

export function move(id: string, subscription: PushSubscription, { key_id }: Key): Promise<Answer> {
  return ask("PUT", `${ALERTS}/${encodeURIComponent(id)}`, told(subscription, key_id));
}

/** True when the server has it no more. */
export async function drop(id: string): Promise<boolean> {
  return (await ask("DELETE", `${ALERTS}/${encodeURIComponent(id)}`)).status === 204;
}
