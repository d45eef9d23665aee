/** Reminders for people at work on this device: turned on, mended where something came between, turned off. */
import { registration } from "./browser.ts";
import { alter, kept } from "./kept.ts";
import { endIfUnused, Late, moveAll, subscribed, type Hear } from "./renewing.ts";
import { having, type Row } from "./rows.ts";
import { serverKey, told, type Answer, type Key } from "./server.ts";
import { stop } from "./stopping.ts";
import type { Failure } from "./words.ts";

export type Work = "venues" | "desk";
/** A call by whoever is signed in; null where there is no signal. */
export type Ask = (method: "GET" | "POST", path: string, body?: object) => Promise<Answer | null>;

const MINE = "/api/v1/subscriptions/mine";

export async function isReminded(tells: Work): Promise<boolean> {
  return (await rowOf(tells)) !== undefined;
}

async function rowOf(tells: Work): Promise<Row | undefined> {
  return (await kept()).rows.find((row) => row.tells === tells);
}

/** Permission was asked for in the tap. */
export async function remind(tells: Work, ask: Ask): Promise<"on" | Failure> {
  const key = await serverKey().catch(() => null);
  if (key === null) return "offline";
  let push: PushManager | null = null;
  try {
    const { active, pushManager } = await registration();
    push = pushManager;
    const failure = await asked(push, (now) => active?.postMessage({ now }), key, tells, ask);
    if (failure === null) return "on";
    await endIfUnused(push);
    return failure;
  } catch (error) {
    if (push) await endIfUnused(push).catch(() => undefined);
    return error instanceof Late ? "late" : "failed";
  }
}

/** Null where all went well. */
async function asked(push: PushManager, hear: Hear, key: Key, tells: Work, ask: Ask): Promise<Failure | null> {
  const { subscription, isNew } = await subscribed(push, key);
  if (isNew || (await kept()).is_broken) await moveAll(subscription, key, hear);
  const answer = await ask("POST", MINE, { ...told(subscription, key.key_id), tells });
  const { id } = (answer?.data ?? {}) as { id?: unknown };
  if (answer === null) return "offline";
  if (answer.status >= 300 || typeof id !== "string") return answer.status === 429 ? "too_many" : "refused";
  const row: Row = { id, tells, place: null, ends_at: null, key_id: key.key_id };
  await alter((held) => having({ ...held, is_broken: false, rows: held.rows.filter((one) => one.tells !== tells) }, row));
  return null;
}

export function remindNoMore(wanted: (tells: Row["tells"]) => boolean): Promise<void> {
  return stop(({ tells }) => wanted(tells));
}

/** Once a page: what the browser lost, the server forgot or holds under another key by now is made anew. */
export async function mend(tells: Work, ask: Ask): Promise<void> {
  const row = await rowOf(tells);
  if (row === undefined) return;
  if (Notification.permission !== "granted") return remindNoMore((one) => one === tells);
  const [answer, key] = await Promise.all([ask("GET", MINE), serverKey().catch(() => null)]);
  if (answer?.status !== 200 || key === null) return;
  const { subscriptions = [] } = answer.data as { subscriptions?: { id: string; is_resting?: boolean }[] };
  const there = subscriptions.find(({ id }) => id === row.id);
  const push = (await registration()).pushManager;
  const held = await push.getSubscription();
  if (there?.is_resting) await held?.unsubscribe();
  const isWell = there && !there.is_resting && held !== null && row.key_id === key.key_id && !(await kept()).is_broken;
  if (!isWell) await remind(tells, ask);
}
