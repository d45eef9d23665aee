/** What this browser can do, and the worker that a push wakes. */
import type { Support } from "./words.ts";

const PATIENCE_MS = 10_000;

export function support(): Support {
  if ("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) return "yes";
  const isApple = /iPhone|iPad/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
  return isApple && !matchMedia("(display-mode: standalone)").matches ? "home_screen" : "no";
}

/** The worker of this site, started where no page has done so yet; throws where it does not come. */
export async function registration(): Promise<ServiceWorkerRegistration> {
  const { serviceWorker } = navigator;
  if ((await serviceWorker.getRegistration()) === undefined) {
    const policy = window.trustedTypes?.createPolicy("worker", { createScriptURL: () => "/sw.js" });
    await serviceWorker.register(policy ? (policy.createScriptURL("") as unknown as string) : "/sw.js", { updateViaCache: "none" });
  }
  const late = new Promise<never>((_, fail) => setTimeout(fail, PATIENCE_MS, new Error("no worker")));
  return Promise.race([serviceWorker.ready, late]);
}
