/** A push came: what it says is stored first and shown then. Nothing in here may throw: browsers punish a silent push. */
import { amend } from "../alerts/amending.ts";
import { alter } from "../alerts/kept.ts";
import { merged, type Said } from "../alerts/merging.ts";
import { carriedBy, CLOCKS_ARE_WRONG_BY, isOver, readMessage, tagOf, wordsOf, type Message } from "../alerts/message.ts";
import { withoutOver, type Row } from "../alerts/rows.ts";
import { quietly } from "./quietly.ts";

declare const self: ServiceWorkerGlobalScope;

/** The types of the platform lack what only a worker may do with a notification. */
export type Shown = NotificationOptions & { renotify?: boolean; actions?: { action: string; title: string }[] };

export async function openPages(): Promise<readonly WindowClient[]> {
  return (await quietly(() => self.clients.matchAll({ type: "window", includeUncontrolled: true }))) ?? [];
}

/** A page on the screen tells by itself; what a browser then wants shown is nothing. */
async function isWatched(): Promise<boolean> {
  return (await openPages()).some(({ visibilityState }) => visibilityState === "visible");
}

/** One place as the server told it, in both copies of the list. */
export async function takeIn(place: Said | null): Promise<void> {
  if (place === null) return;
  await quietly(() => amend((held) => merged(held, place)));
  await tellPages();
}

/** Open pages read the stores anew. */
export async function tellPages(): Promise<void> {
  for (const page of await openPages()) await quietly(() => page.postMessage("told"));
}

export async function pushed(data: PushMessageData | null): Promise<void> {
  const message = read(data);
  await takeIn(message?.audience === "public" ? message.place : null);
  const row = message?.id ? await rowOf(message.id) : undefined;
  if (message !== null && (isOver(message, Date.now()) || row === null)) return showForNothing();
  await show(message, row);
}

/**
 * What was asked for here; null where it was stopped, and the server has yet to hear of it. Nights long over go.
 * A store that says nothing is no reason to be silent: undefined.
 */
async function rowOf(id: string): Promise<Row | null | undefined> {
  const left = alter((held) => withoutOver(held, Date.now() - CLOCKS_ARE_WRONG_BY));
  return left.then(({ rows }) => rows.find((row) => row.id === id) ?? null, () => undefined);
}

function read(data: PushMessageData | null): Message | null {
  try {
    return readMessage(data?.text() ?? "");
  } catch {
    return null;
  }
}

async function show(message: Message | null, row?: Row | null): Promise<void> {
  const { title, body } = wordsOf(message, row?.words);
  const options: Shown = {
    body,
    tag: tagOf(message),
    renotify: true,
    icon: "/static/icon-192.png",
    badge: "/static/icon-192.png",
    actions: message?.audience === "venues" ? message.actions : [],
    data: carriedBy(message, crypto.randomUUID()),
  };
  // A permission that was taken back.
  await quietly(() => self.registration.showNotification(title, options));
}

/** There is nothing to tell any more, but a browser counts what it was not shown. */
async function showForNothing(): Promise<void> {
  if (await isWatched()) return;
  await show(null);
  const left = await quietly(() => self.registration.getNotifications({ tag: tagOf(null) }));
  for (const shown of left ?? []) shown.close();
}
