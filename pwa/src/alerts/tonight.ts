/** "Tell me tonight if this changes": from a tap to an alert that ends by itself. Permission was asked for in the tap. */
import { registration } from "./browser.ts";
import { alter, kept } from "./kept.ts";
import { endIfUnused, Late, moveAll, subscribed } from "./renewing.ts";
import { having, ofPlace, type Row } from "./rows.ts";
import { askForPlace, drop, serverKey, type Answer, type Key } from "./server.ts";
import { stop } from "./stopping.ts";
import { failureOf, type Failure } from "./words.ts";

export type Outcome = { kind: "on"; ends_at: string } | { kind: Failure };

/** Until when this place's changes are told; null where they are not, or the browser's store does not answer. */
export async function toldUntil(slug: string, now: number): Promise<string | null> {
  const row = await kept().then((held) => ofPlace(held, slug), () => undefined);
  return row?.ends_at && Date.parse(row.ends_at) > now ? row.ends_at : null;
}

export async function tellMe(slug: string): Promise<Outcome> {
  const key = await serverKey().catch(() => null);
  if (key === null) return { kind: "offline" };
  let push: PushManager | null = null;
  try {
    const { pushManager, active } = await registration();
    push = pushManager;
    return await asked(push, active, key, slug);
  } catch (error) {
    if (push) await endIfUnused(push).catch(() => undefined);
    return { kind: error instanceof Late ? "late" : "failed" };
  }
}

async function asked(push: PushManager, worker: ServiceWorker | null, key: Key, slug: string): Promise<Outcome> {
  const { subscription, isNew } = await subscribed(push, key);
  if (isNew) await moveAll(subscription, key);
  const answer = await askForPlace(subscription, key, slug).catch(() => null);
  const row = answer && rowOf(answer, slug);
  if (!row) {
    await endIfUnused(push).catch(() => undefined);
    return { kind: answer === null ? "offline" : failureOf(answer) };
  }
  try {
    await alter((held) => having(held, row));
  } catch (error) {
    // What this phone cannot remember it could not stop either.
    void drop(row.id).catch(() => undefined);
    throw error;
  }
  // The list may be older than the question: what changed between them nobody would tell. The worker takes it in.
  worker?.postMessage({ now: (answer.data as { now?: unknown }).now });
  return { kind: "on", ends_at: row.ends_at };
}

function rowOf({ status, data }: Answer, slug: string): (Row & { ends_at: string }) | null {
  const { id, ends_at, key_id } = (data ?? {}) as Record<string, unknown>;
  if ((status !== 200 && status !== 201) || typeof id !== "string" || typeof ends_at !== "string") return null;
  return { id, tells: "place", place: slug, ends_at, key_id: String(key_id) };
}

export function tellMeNoMore(slug: string): Promise<void> {
  return stop(({ tells, place }) => tells === "place" && place === slug);
}
