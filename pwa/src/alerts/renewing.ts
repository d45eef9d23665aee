/** The browser's one subscription, made and made anew; for pages and for the worker. */
import { alter, kept } from "./kept.ts";
import { move, serverKey, type Key } from "./server.ts";

const PATIENCE_MS = 10_000;

/** A push service that does not answer keeps `subscribe()` waiting for ever. */
export class Late extends Error {}

function inTime<T>(work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, fail) => setTimeout(() => fail(new Late()), PATIENCE_MS));
  return Promise.race([work, late]);
}

function keyOf({ options }: PushSubscription): string | null {
  const bytes = options?.applicationServerKey;
  if (!bytes) return null;
  return btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** Asks for one; if it comes too late it is ended again, unless something uses it by then. */
async function asked(push: PushManager, { public_key }: Key): Promise<PushSubscription> {
  const coming = push.subscribe({ userVisibleOnly: true, applicationServerKey: public_key });
  try {
    return await inTime(coming);
  } catch (error) {
    if (error instanceof Late) void coming.then(() => endIfUnused(push), () => undefined);
    throw error;
  }
}

/** The subscription that there is, or a new one where there is none or the server has another key by now. */
export async function subscribed(push: PushManager, key: Key): Promise<PushSubscription> {
  const held = await inTime(push.getSubscription());
  if (held === null) return asked(push, key);
  const made_with = keyOf(held);
  if (made_with === null || made_with === key.public_key) return held;
  await inTime(held.unsubscribe());
  const fresh = await asked(push, key);
  await moveAll(fresh, key);
  return fresh;
}

/** Each of the phone's alerts now comes to this subscription. Throws where the server could not be told of all. */
export async function moveAll(fresh: PushSubscription, { key_id }: Key): Promise<void> {
  const { rows } = await kept();
  const answers = await Promise.allSettled(rows.map(({ id }) => move(id, fresh)));
  const moved = (index: number): boolean => statusOf(answers[index]) === 200;
  const isGone = (index: number): boolean => statusOf(answers[index]) === 404;
  const idsWhere = (is: (index: number) => boolean): string[] => rows.filter((_, index) => is(index)).map(({ id }) => id);
  const [well, gone] = [idsWhere(moved), idsWhere(isGone)];
  const isBroken = rows.some(({ id, tells }) => !well.includes(id) && !(tells === "place" && gone.includes(id)));
  await alter((held) => ({
    ...held,
    is_broken: isBroken,
    // Nobody turned a reminder off: the page of somebody at work asks for it again.
    rows: held.rows.filter(({ id, tells }) => tells !== "place" || !gone.includes(id)).map((row) => (well.includes(row.id) ? { ...row, key_id } : row)),
  }));
  if (isBroken) throw new Error("not all were moved");
}

function statusOf(answer: PromiseSettledResult<{ status: number }> | undefined): number | null {
  return answer?.status === "fulfilled" ? answer.value.status : null;
}

/** The browser changed its subscription, or lost it. What cannot be mended now is noted for the next page. */
export async function renew(push: PushManager, given: PushSubscription | null): Promise<void> {
  if ((await kept()).rows.length === 0) return;
  try {
    const key = await serverKey();
    await moveAll(given ?? (await subscribed(push, key)), key);
  } catch {
    await alter((held) => ({ ...held, is_broken: true }));
  }
}

/** Nothing on this device wants to be told any more: then nobody keeps an address of it. */
export async function endIfUnused(push: PushManager): Promise<void> {
  if ((await kept()).rows.length > 0) return;
  await (await push.getSubscription())?.unsubscribe();
}
