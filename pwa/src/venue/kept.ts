/** What a device at work keeps: taps that wait, the venues as last heard, and a few small choices. */
import { createStore, get, update, type UseStore } from "idb-keyval";
import { signal } from "@preact/signals";

type Key = "queue" | "mine" | "venue" | "passkey_offered" | "paired" | "csrf";

const PATIENCE_MS = 1_500;
const memory = new Map<Key, unknown>();
let store: UseStore | null = null;

/** False once the browser refused to store: what waits then lives only as long as the page. */
export const isKeeping = signal(true);

async function inTime<T>(work: (store: UseStore) => Promise<T>): Promise<T> {
  store ??= createStore("venue", "kept");
  const working = work(store);
  // Only once the work has begun: a browser without a store throws above, and nobody would hear this fail.
  const late = new Promise<never>((_, fail) => setTimeout(fail, PATIENCE_MS, new Error("the store hangs")));
  return Promise.race([working, late]);
}

export async function kept(key: Key): Promise<unknown> {
  if (!isKeeping.value) return memory.get(key);
  try {
    return await inTime((held) => get(key, held));
  } catch {
    isKeeping.value = false;
    return memory.get(key);
  }
}

/** Change what is kept in one step, also when two tabs do so at once; returns what it became. */
export async function change<T>(key: Key, to: (held: unknown) => T): Promise<T> {
  let made = to(memory.get(key));
  const inMemory = (): T => {
    memory.set(key, made);
    return made;
  };
  if (!isKeeping.value) return inMemory();
  try {
    await inTime((held) => update(key, (old) => (made = to(old)), held));
  } catch {
    isKeeping.value = false;
  }
  return inMemory();
}

export function keep(key: Key, value: unknown): Promise<unknown> {
  return change(key, () => value);
}

export async function forget(...keys: Key[]): Promise<void> {
  for (const key of keys) await keep(key, undefined);
}
