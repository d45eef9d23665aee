/** Registers the worker that this origin has, and asks it to keep these screens for when there is no signal. */
export function keepOffline(): void {
  if (!("serviceWorker" in navigator)) return;
  const policy = window.trustedTypes?.createPolicy("worker", { createScriptURL: () => "/sw.js" });
  const url = policy ? (policy.createScriptURL("") as unknown as string) : "/sw.js";
  navigator.serviceWorker
    .register(url, { updateViaCache: "none" })
    .then(() => navigator.serviceWorker.ready)
    .then(({ active }) => active?.postMessage("keep the venue"))
    .catch(() => undefined);
}
