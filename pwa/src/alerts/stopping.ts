/** Taking back what was asked for, and forgetting what is over: on this device at once, at the server when it can be reached. */
import { alter, kept } from "./kept.ts";
import { endIfUnused } from "./renewing.ts";
import { heard, stopping, withoutOver, type Row } from "./rows.ts";
import { drop } from "./server.ts";

/** Stops those that are wanted. What the server cannot hear now it hears when a page is next opened. */
export async function stop(wanted: (row: Row) => boolean): Promise<void> {
  await alter((held) => stopping(held, wanted));
  await release();
  void tellServer();
}

/** Forgets what ended by itself, and tells the server of what was stopped without signal. */
export async function tidy(now: number): Promise<void> {
  await alter((held) => withoutOver(held, now));
  await release();
  await tellServer();
}

async function release(): Promise<void> {
  const found = await navigator.serviceWorker?.getRegistration();
  if (found) await endIfUnused(found.pushManager).catch(() => undefined);
}

async function tellServer(): Promise<void> {
  const { stopped } = await kept();
  await Promise.all(stopped.map(async ({ id }) => {
    if (await drop(id).catch(() => false)) await alter((held) => heard(held, id));
  }));
}
