/** Where the phone keeps what it asked to be told: beside the list, and gone with the last of it. */
import { database } from "./database.ts";
import { mayKeep } from "../keeping.ts";
import { isNothing, NOTHING, readKept, type Kept } from "./rows.ts";

const KEY = "/alerts.json";
const PATIENCE_MS = 3_000;

/** A browser can leave its store unanswered for ever; throws then. */
export function soon<T>(work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, fail) => setTimeout(fail, PATIENCE_MS, new Error("the store hangs")));
  return Promise.race([work, late]);
}

/** Change what is kept in one step, also when the worker and a page do so at once; returns what it became. */
export async function alter(to: (kept: Kept) => Kept): Promise<Kept> {
  if (!mayKeep()) return to(NOTHING);
  const store = database("keyval-store", "keyval");
  return soon(store("readwrite", (all) => new Promise<Kept>((done, fail) => {
    const asked = all.get(KEY);
    asked.onsuccess = () => {
      const made = to(readKept(asked.result));
      if (isNothing(made)) all.delete(KEY);
      else all.put(made, KEY);
      all.transaction.oncomplete = () => done(made);
    };
    all.transaction.onabort = asked.onerror = () => fail(asked.error);
  })));
}

/** Throws where the browser's store does not answer. */
export function kept(): Promise<Kept> {
  return alter((as_it_is) => as_it_is);
}
