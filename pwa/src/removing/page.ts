/** "Remove everything from this phone": by script, because what a server can order is not done without a signal. */
import { choose, hasChosen } from "../keeping.ts";
import { names, read, remove, soon } from "./stores.ts";
import { lossWords, removedWords, WORKING } from "./words.ts";

function find(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no #${id}`);
  return found;
}

async function waiting(): Promise<number> {
  const queue = await read("venue", "kept", "queue");
  return Array.isArray(queue) ? queue.length : 0;
}

/** The alerts that were asked for, and those that the server was not yet told are stopped. */
async function alerts(): Promise<string[]> {
  const kept = (await read("keyval-store", "keyval", "/alerts.json")) as { rows?: { id: string }[]; stopped?: { id: string }[] } | undefined;
  return [...(kept?.rows ?? []), ...(kept?.stopped ?? [])].map(({ id }) => id);
}

/** As far as there is a signal; what the server is not told it forgets when the night ends, or finds nobody there. */
function tellServer(ids: string[]): Promise<unknown> {
  const drop = (id: string): Promise<unknown> =>
    fetch(`/api/v1/subscriptions/${encodeURIComponent(id)}`, { method: "DELETE", credentials: "omit", keepalive: true });
  return Promise.allSettled(ids.map(drop));
}

async function workers(): Promise<readonly ServiceWorkerRegistration[]> {
  return (await soon((async () => navigator.serviceWorker.getRegistrations())())) ?? [];
}

async function endSubscriptions(): Promise<void> {
  for (const { pushManager } of await workers()) await soon((async () => (await pushManager.getSubscription())?.unsubscribe())());
}

async function cacheNames(): Promise<string[]> {
  return (await soon((async () => caches.keys())())) ?? [];
}

/** Entry by entry first: what a browser deletes whole it may leave on the disk until it is started again. */
async function removeCache(name: string): Promise<void> {
  const cache = await caches.open(name);
  for (const request of await cache.keys()) await cache.delete(request);
  await caches.delete(name);
}

function emptySmallStores(): void {
  try {
    localStorage.clear();
    sessionStorage.clear();
  } catch {
    // A browser that gives us no such store has nothing in it.
  }
}

/** True when nothing is left. */
async function removeAll(): Promise<boolean> {
  // The app behind this page, if it is there, keeps nothing anew.
  document.dispatchEvent(new Event("removing"));
  const ids = await alerts();
  await endSubscriptions();
  await soon(tellServer(ids));
  for (const worker of await workers()) await soon(worker.unregister());
  for (const name of await cacheNames()) await soon(removeCache(name));
  for (const name of await names()) await remove(name);
  emptySmallStores();
  const left = [...(await workers()), ...(await cacheNames())];
  const databases = "databases" in indexedDB ? await names() : [];
  return left.length === 0 && databases.length === 0;
}

/** Puts the page's buttons to work; the page is on the screen. */
export function begin(): void {
  const [says, button, nothing, question] = [find("removed"), find("remove"), find("nothing"), find("lose")];
  let isBusy = false;
  /** Whether nothing is to be kept from now on, too. */
  let isForGood = false;
  const show = (): void => nothing.setAttribute("aria-pressed", String(hasChosen()));
  const go = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    question.hidden = true;
    says.textContent = WORKING;
    const wasAtWork = (await names()).includes("venue") && (await read("venue", "kept", "mine")) !== undefined;
    says.textContent = removedWords(await removeAll(), wasAtWork);
    if (isForGood) choose(true);
    show();
    says.focus();
    isBusy = false;
  };
  const ask = async (): Promise<void> => {
    const count = await waiting();
    if (count === 0) return go();
    find("would-lose").textContent = lossWords(count);
    question.hidden = false;
    find("would-lose").focus();
  };
  button.addEventListener("click", () => ((isForGood = false), void ask()));
  nothing.addEventListener("click", () => {
    isForGood = !hasChosen();
    if (isForGood) return void ask();
    choose(false);
    show();
  });
  find("lose-them").addEventListener("click", () => void go());
  find("keep-them").addEventListener("click", () => {
    question.hidden = true;
    button.focus();
  });
  show();
  find("removing").hidden = false;
  find("by-hand").hidden = true;
}
