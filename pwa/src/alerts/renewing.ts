/** The browser's one subscription, made and made anew; for pages and for the worker. */
import { alter, kept } from "./kept.ts";
import { placeOf, type Row, type Words } from "./rows.ts";
import { askForPlace, move, serverKey, type Key } from "./server.ts";

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

/** A browser that does not tell is believed what was noted when it was last moved, asked for, or told of. */
async function isMadeWith(held: PushSubscription, { key_id, public_key }: Key): Promise<boolean> {
  const made_with = keyOf(held);
  if (made_with !== null) return made_with === public_key;
  const { rows } = await kept();
  return rows.length > 0 && rows.every((row) => row.key_id === key_id);
}

/** The subscription that there is, or a new one where there is none or the server has another key by now. */
export async function subscribed(push: PushManager, key: Key): Promise<{ subscription: PushSubscription; isNew: boolean }> {
  const held = await inTime(push.getSubscription());
  if (held && (await isMadeWith(held, key))) return { subscription: held, isNew: false };
  if (held) await inTime(held.unsubscribe());
  return { subscription: await asked(push, key), isNew: true };
}

/** Each of the phone's alerts now comes to this subscription; false where the server could not be told of all. */
export async function moveAll(to: PushSubscription, key: Key, hear: Hear): Promise<boolean> {
  const { rows } = await kept();
  const moved = new Map(await Promise.all(rows.map(async (row) => [row.id, await movedTo(to, key, row, hear)] as const)));
  const { is_broken } = await alter((held) => {
    const after = held.rows.map((row) => ({ row, became: moved.get(row.id) ?? row }));
    return { ...held, is_broken: after.some(isLost), rows: after.flatMap(standing) };
  });
  return !is_broken;
}

/** Takes in how a place is now: nobody told of what changed while the server could not reach this browser. */
export type Hear = (now: unknown) => unknown;

type Moved = Row | "gone" | "unheard";

interface After {
  row: Row;
  became: Moved;
}

/** Nobody turned a reminder off: the page of somebody at work asks for it again. */
function isLost({ row, became }: After): boolean {
  return became === "unheard" || (became === "gone" && row.tells !== "place");
}

function standing({ row, became }: After): Row[] {
  if (typeof became !== "string") return [became];
  return became === "gone" && row.tells === "place" ? [] : [row];
}

async function movedTo(to: PushSubscription, key: Key, row: Row, hear: Hear): Promise<Moved> {
  const answer = await move(row.id, to, key).catch(() => null);
  if (answer?.status === 404) return row.place === null ? "gone" : askedAnew(to, key, row.place, row.words, hear);
  const { id } = (answer?.data ?? {}) as { id?: unknown };
  return answer?.status === 200 && typeof id === "string" ? { ...row, id, key_id: key.key_id } : "unheard";
}

/** The server forgot it, for a message to the address before came back; she still counts on being told. */
async function askedAnew(to: PushSubscription, key: Key, place: string, words: Words | undefined, hear: Hear): Promise<Moved> {
  const answer = await askForPlace(to, key, place).catch(() => null);
  const row = answer && placeOf(answer, place);
  if (row) {
    hear((answer.data as { now?: unknown }).now);
    return words ? { ...row, words } : row;
  }
  return answer?.status === 400 ? "gone" : "unheard";
}

/** The browser changed its subscription, or lost it. What cannot be mended now is noted for the next page. */
export async function renew(push: PushManager, hear: Hear): Promise<void> {
  if ((await kept()).rows.length === 0) return;
  try {
    const key = await serverKey();
    await moveAll((await subscribed(push, key)).subscription, key, hear);
  } catch {
    await alter((held) => ({ ...held, is_broken: true }));
  }
}

/** Nothing on this device wants to be told any more: then nobody keeps an address of it. */
export async function endIfUnused(push: PushManager): Promise<void> {
  if ((await kept()).rows.length > 0) return;
  await (await push.getSubscription())?.unsubscribe();
}
