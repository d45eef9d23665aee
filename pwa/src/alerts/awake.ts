/** A page of the app on a phone that asked to be told something: shows what a tap was about, mends, forgets. */
import { alter, kept } from "./kept.ts";
import { renew } from "./renewing.ts";
import { nextEnd } from "./rows.ts";
import { tidy } from "./stopping.ts";

/** No timer of a browser waits longer. */
const LONGEST_MS = 2 ** 31 - 1;

interface Page {
  now: () => number;
  openPlace: (slug: string) => void;
}

let isAwake = false;

/** `reload` takes the list that what was told has been put into. */
export function awake(page: Page, reload: () => Promise<void>): void {
  const look = (): Promise<void> => reload().then(() => show(page)).catch(() => undefined);
  if (isAwake) return void look();
  isAwake = true;
  navigator.serviceWorker?.addEventListener("message", ({ data }) => {
    if (data === "told") void look();
  });
  // A tap on what was told late is shown before it is forgotten.
  void look().then(() => forget(page)).catch(() => undefined);
  void mend();
}

async function show({ openPlace }: Page): Promise<void> {
  let slug: string | null = null;
  await alter((held) => {
    slug = held.show;
    return { ...held, show: null };
  });
  if (slug !== null) openPlace(slug);
}

async function forget(page: Page): Promise<void> {
  await tidy(page.now()).catch(() => undefined);
  const end = nextEnd(await kept());
  if (end !== null) setTimeout(() => void forget(page).catch(() => undefined), Math.min(LONGEST_MS, Math.max(1_000, end - page.now())));
}

/** What the worker could not mend, and a subscription that the browser dropped without a word. */
async function mend(): Promise<void> {
  const { rows, is_broken } = await kept();
  const found = await navigator.serviceWorker?.getRegistration();
  if (!found || rows.length === 0 || Notification.permission !== "granted") return;
  const { active, pushManager } = found;
  if (is_broken || (await pushManager.getSubscription()) === null) await renew(pushManager, (now) => active?.postMessage({ now }));
}
