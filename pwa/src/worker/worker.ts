import { inDatabase } from "../alerts/amending.ts";
import { readSaid } from "../alerts/message.ts";
import { renew } from "../alerts/renewing.ts";
import { CACHE, dropOld, keep, kept, trusted } from "./files.ts";
import { plainPage } from "./plain.ts";
import { PAGES, SHELL, VENUE, pagesOf, standIn, treatment } from "./policy.ts";
import { pushed, takeIn } from "./pushed.ts";
import { quietly } from "./quietly.ts";
import { sendWaiting, TAG } from "./sending.ts";
import { tapped, tellOf } from "./tapped.ts";

declare const self: ServiceWorkerGlobalScope;

/** Something is on the screen within three seconds: this, and the time to draw it. */
const PATIENCE_MS = 1_800;
/** While the network is waited for anyway: what comes later would be a page in another language. */
const COPY_PATIENCE_MS = 1_200;
const NEEDED = [SHELL, ...PAGES, ...__SCRIPTS__];
const SEED = "/seed.json";
const LANGUAGES = Object.keys(__LANGUAGES__);

/** Without the seed the app still works: the page keeps two copies of the list. */
async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all([...NEEDED.map((path) => keep(cache, path)), keep(cache, SEED).catch(() => undefined)]);
}

async function keepMissing(paths: string[]): Promise<void> {
  const cache = await caches.open(CACHE);
  const missing = await Promise.all(paths.map(async (path) => ((await cache.match(path)) ? null : path)));
  await Promise.all(missing.filter((path) => path !== null).map((path) => keep(cache, path)));
}

async function keepVenue(): Promise<void> {
  await Promise.all([caches.open(CACHE).then((cache) => keep(cache, VENUE)), keepMissing(__VENUE__)]);
}

/** A device at work goes on working through a new build; one that never was keeps nothing of it. */
async function keepVenueAgain(): Promise<void> {
  if (await caches.match(VENUE)) await keepVenue().catch(() => undefined);
}

/** What a language needs beside the app: its pages and its translations. Only the one that is read is kept. */
async function keepLanguage(code: string): Promise<void> {
  const script = __LANGUAGES__[code];
  if (!script) return;
  const cache = await caches.open(CACHE);
  if (await cache.match(script)) return;
  await Promise.all([...pagesOf(code), script].map((path) => keep(cache, path)));
}

async function keepLanguagesAgain(): Promise<void> {
  for (const code of LANGUAGES) if (await caches.match(`/${code}${SHELL}`)) await keepLanguage(code).catch(() => undefined);
}

/** Where somebody has looked at the map, its archive is kept: the script that draws it belongs to it. */
async function keepMapAgain(): Promise<void> {
  if (await caches.has("map")) await keepMissing(__MAP__).catch(() => undefined);
}

/** What the phone lost of the app is fetched again, once in the life of a worker. */
let mended: Promise<unknown> | null = null;
function mend(): Promise<unknown> {
  return (mended ??= quietly(keepAll));
}

/** The network, but not for long when there is something to show instead: also not for a page that comes and then stops. */
async function page(event: FetchEvent, pathname: string): Promise<Response> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, PATIENCE_MS, null));
  const fresh = fetch(event.request).then((response) => trusted(response, pathname)).catch(() => null);
  const [hers, shell] = await Promise.all([standIn(pathname, LANGUAGES), SHELL].map((path) => kept(path, { patience_ms: COPY_PATIENCE_MS })));
  const copy = hers ?? shell ?? null;
  if (copy === null) event.waitUntil(mend());
  return (await Promise.race([fresh, late])) ?? copy ?? withoutFiles(fresh);
}

/** The app's own files are lost here: the list alone is more than nothing, and else whatever comes from us. */
async function withoutFiles(fresh: Promise<Response | null>): Promise<Response> {
  const held = await inDatabase();
  return held ? plainPage(held, Date.now()) : ((await fresh) ?? plainPage(null, Date.now()));
}

async function file(request: Request, pathname: string): Promise<Response> {
  return (await kept(pathname, { anyBuild: true })) ?? fetch(request);
}

/** What the server says of a place to somebody who asks for it. */
async function hear(now: unknown): Promise<void> {
  await takeIn(readSaid(now));
}

async function renewed(): Promise<void> {
  const heard: Promise<void>[] = [];
  await renew(self.registration.pushManager, (now) => heard.push(hear(now))).catch(() => undefined);
  await Promise.all(heard);
}

self.addEventListener("install", (event) => event.waitUntil(keepAll().then(keepVenueAgain).then(keepMapAgain).then(keepLanguagesAgain).then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(dropOld().then(() => self.clients.claim())));
self.addEventListener("message", (event) => {
  if (event.data === "keep the venue") event.waitUntil(keepVenue().catch(() => undefined));
  if (event.data === "keep the map") event.waitUntil(keepMissing(__MAP__).catch(() => undefined));
  if (event.data?.language) event.waitUntil(keepLanguage(event.data.language).catch(() => undefined));
  if (event.data?.now) event.waitUntil(hear(event.data.now));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const what = treatment(request.method, url, self.location.origin, request.mode === "navigate");
  if (what === "page") event.respondWith(page(event, url.pathname));
  if (what === "file") event.respondWith(file(request, url.pathname));
});
self.addEventListener("push", (event) => event.waitUntil(pushed(event.data)));
self.addEventListener("notificationclick", (event) => event.waitUntil(tapped(event.notification, event.action)));
self.addEventListener("pushsubscriptionchange", (event) => (event as ExtendableEvent).waitUntil(renewed()));
self.addEventListener("sync" as "message", (event) => {
  if ((event as unknown as { tag: string }).tag === TAG) event.waitUntil(sendWaiting(tellOf));
});
