// Takes the app's worker off this phone, with the files that it kept. The list of places stays.
self.addEventListener("install", () => self.skipWaiting());

async function go() {
  await self.registration.unregister();
  const names = await caches.keys().catch(() => []);
  await Promise.all(names.filter((name) => name.startsWith("shell-")).map((name) => caches.delete(name)));
}

self.addEventListener("activate", (event) => event.waitUntil(go()));
