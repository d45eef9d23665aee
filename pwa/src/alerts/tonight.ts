/** "Tell me tonight if this changes": from a tap to an alert that ends by itself. Permission was asked for in the tap. */
import { registration } from "./browser.ts";
import { alter, kept } from "./kept.ts";
import { endIfUnused, Late, moveAll, renew, subscribed, type Hear } from "./renewing.ts";
import { having, ofPlace, placeOf, type Kept, type Words } from "./rows.ts";
import { askForPlace, drop, serverKey, type Key } from "./server.ts";
import { stop } from "./stopping.ts";
import { failureOf, type Failure } from "./words.ts";

export type Outcome = { kind: "on"; ends_at: string } | { kind: Failure };

/** Until when this place's changes are told; null where they are not, or the browser's store does not answer. */
export async function toldUntil(slug: string, now: number): Promise<string | "lost" | null> {
  try {
    const isAsked = standsUntil(await kept(), slug, now);
    if (isAsked && !(await isWell())) return "lost";
    return isAsked && standsUntil(await kept(), slug, now);
  } catch {
    return null;
  }
}

function standsUntil(held: Kept, slug: string, now: number): string | null {
  const row = ofPlace(held, slug);
  return row?.ends_at && Date.parse(row.ends_at) > now ? row.ends_at : null;
}

/** What came between is mended first, where it can be. */
async function isWell(): Promise<boolean> {
  if (Notification.permission !== "granted") return false;
  const found = await navigator.serviceWorker.getRegistration();
  if (!found) return false;
  if ((await kept()).is_broken) await renew(found.pushManager, (now) => found.active?.postMessage({ now }));
  return !(await kept()).is_broken;
}

/** `words` are for the lock screen; null in English. */
export async function tellMe(slug: string, words: Words | null): Promise<Outcome> {
  const key = await serverKey().catch(() => null);
  if (key === null) return { kind: "offline" };
  let push: PushManager | null = null;
  try {
    const { pushManager, active } = await registration();
    push = pushManager;
    return await asked(push, (now) => active?.postMessage({ now }), key, { slug, words });
  } catch (error) {
    if (push) await endIfUnused(push).catch(() => undefined);
    return { kind: error instanceof Late ? "late" : "failed" };
  }
}

async function asked(push: PushManager, hear: Hear, key: Key, { slug, words }: { slug: string; words: Words | null }): Promise<Outcome> {
  const { subscription, isNew } = await subscribed(push, key);
  if (isNew || (await kept()).is_broken) await moveAll(subscription, key, hear);
  const answer = await askForPlace(subscription, key, slug).catch(() => null);
  const row = answer && placeOf(answer, slug);
  if (!row) {
    await endIfUnused(push).catch(() => undefined);
    return { kind: answer === null ? "offline" : failureOf(answer) };
  }
  try {
    await alter((held) => having(held, words ? { ...row, words } : row));
  } catch (error) {
    // What this phone cannot remember it could not stop either.
    void drop(row.id).catch(() => undefined);
    throw error;
  }
  // The list may be older than the question: what changed between them nobody would tell. The worker takes it in.
  hear((answer.data as { now?: unknown }).now);
  return { kind: "on", ends_at: row.ends_at };
}

export function tellMeNoMore(slug: string): Promise<void> {
  return stop(({ tells, place }) => tells === "place" && place === slug);
}
