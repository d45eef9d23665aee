/** A notification was tapped, or one of its buttons. */
import { alter } from "../alerts/kept.ts";
import { isLastNight, readCarried, type Carried, type Pressed } from "../alerts/message.ts";
import { openPages, tellPages, type Shown } from "./pushed.ts";
import { quietly } from "./quietly.ts";
import { say, type Said } from "./sending.ts";
import { chooseVenue } from "./waiting.ts";

declare const self: ServiceWorkerGlobalScope;

const LAST_NIGHT: Said = { words: "That was for last night, so nothing was sent. Say on the screen how tonight is." };

type OfVenue = Extract<Carried, { audience: "venues" }>;

export async function tapped(notification: Notification, action: string): Promise<void> {
  const carried = readCarried(notification.data);
  if (carried?.audience === "venues" && (action === "open" || action === "closed")) return pressed(carried, action);
  await quietly(() => notification.close());
  switch (carried?.audience) {
    case "venues":
      return showVenue(carried.slug);
    case "desk":
      return open(carried.url, (path) => path === carried.url);
    case "public":
      await alter((held) => ({ ...held, show: carried.slug })).catch(() => undefined);
      await tellPages();
  }
  await open("/", (path) => path === "/" || path.startsWith("/place/"));
}

/** The answer takes the reminder's place; a notification without one would be gone before it is known. */
async function pressed(carried: OfVenue, action: Pressed): Promise<void> {
  if (isLastNight(carried, Date.now())) {
    await answer(carried, LAST_NIGHT);
    return showVenue(carried.slug);
  }
  const said = await say({ slug: carried.slug, status: action, key: `${carried.key}-${action}` });
  await answer(carried, said);
}

/** The venue's screen with its four buttons. */
async function showVenue(slug: string): Promise<void> {
  await chooseVenue(slug).catch(() => undefined);
  for (const page of await openPages()) await quietly(() => page.postMessage({ venue: slug }));
  await open("/venue", (path) => path === "/venue");
}

/** A page that is open already comes to the front. */
async function open(url: string, isIt: (path: string) => boolean): Promise<void> {
  const page = (await openPages()).find((one) => isIt(new URL(one.url).pathname));
  await quietly(() => (page ? page.focus() : self.clients.openWindow(url)));
}

/** What waited was sent: the notification that asked says so, where it is still there. */
export async function tellOf(slug: string, said: Said): Promise<void> {
  for (const one of (await quietly(() => self.registration.getNotifications())) ?? []) {
    const carried = readCarried(one.data);
    if (carried?.audience === "venues" && carried.slug === slug) await answer(carried, said);
  }
}

async function answer({ name, ...carried }: OfVenue, { words }: Said): Promise<void> {
  const options: Shown = { body: words, tag: carried.tag, icon: "/static/icon-192.png", badge: "/static/icon-192.png", data: { ...carried, name } };
  // Where it may show nothing any more, what was said still stands.
  await quietly(() => self.registration.showNotification(name, options));
}
