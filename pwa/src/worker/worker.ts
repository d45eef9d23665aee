import { readSaid } from "../alerts/message.ts";
import { renew } from "../alerts/renewing.ts";
import { PAGES, SHELL, VENUE, mayKeep, pagesOf, standIn, treatment, wantedType } from "./policy.ts";
import { pushed, takeIn } from "./pushed.ts";
import { sendWaiting, TAG } from "./sending.ts";
import { tapped, tellOf } from "./tapped.ts";

declare const self: ServiceWorkerGlobalScope;

/** Something is on the screen within three seconds: this, and the time to draw it. */
const PATIENCE_MS = 2_500;
/** A new build has other scripts, and so another cache: a page and its script always belong together. */
const CACHE = `shell-${__VERSION__}`;
const NEEDED = [SHELL, ...PAGES, ...__SCRIPTS__];
const SEED = "/seed.json";
const LANGUAGES = Object.keys(__LANGUAGES__);

async function keep(cache: Cache, path: string): Promise<void> {
  const response = await fetch(path, { cache: "no-cache", credentials: "omit" });
  const type = response.headers.get("Content-Type") ?? "";
  if (!mayKeep(response, type, wantedType(path))) throw new Error(`Will not keep ${path}`);
  await cache.put(path, response);
}

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

/** A page of the build before may still be open and want its parts; those before that are gone. */
async function dropOld(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith("shell-") && name !== CACHE);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

async function kept(path: string): Promise<Response | undefined> {
  return (await caches.open(CACHE)).match(path);
}

/** The network, but not for long when there is something to show instead. */
async function page(request: Request, pathname: string): Promise<Response> {
  const copy = (await kept(standIn(pathname, LANGUAGES))) ?? (await kept(SHELL));
  if (!copy) return fetch(request);
  const late = new Promise<Response>((resolve) => setTimeout(resolve, PATIENCE_MS, copy));
  const fresh = fetch(request).then((response) => (response.status >= 500 ? copy : response));
  return Promise.race([fresh.catch(() => copy), late]);
}

async function file(request: Request, pathname: string): Promise<Response> {
  return (await kept(pathname)) ?? (await caches.match(pathname)) ?? fetch(request);
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
  if (what === "page") event.respondWith(page(request, url.pathname));
  if (what === "file") event.respondWith(file(request, url.pathname));
});
self.addEventListener("push", (event) => event.waitUntil(pushed(event.data)));
self.addEventListener("notificationclick", (event) => event.waitUntil(tapped(event.notification, event.action)));
self.addEventListener("pushsubscriptionchange", (event) => (event as ExtendableEvent).waitUntil(renewed()));
self.addEventListener("sync" as "message", (event) => {
  if ((event as unknown as { tag: string }).tag === TAG) event.waitUntil(sendWaiting(tellOf));
});
