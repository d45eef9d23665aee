/** The browser's databases, looked at without making them, emptied and deleted. */

const PATIENCE_MS = 3_000;
/** For browsers that do not tell which databases there are. */
const OURS = ["keyval-store", "venue"];

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, fail) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => fail(request.error);
  });
}

export async function soon<T>(work: Promise<T>): Promise<T | null> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, PATIENCE_MS, null));
  return Promise.race([work.catch(() => null), late]);
}

/** Null where there is none: opening one that is not there would make it. */
async function opened(name: string): Promise<IDBDatabase | null> {
  const request = indexedDB.open(name);
  request.onupgradeneeded = () => request.transaction?.abort();
  return soon(done(request));
}

export async function read(name: string, store: string, key: string): Promise<unknown> {
  const database = await opened(name);
  if (database === null || !database.objectStoreNames.contains(store)) return undefined;
  const found = await soon(done(database.transaction(store).objectStore(store).get(key)));
  database.close();
  return found;
}

export async function names(): Promise<string[]> {
  const all = await soon((async () => indexedDB.databases())());
  return all?.map(({ name }) => name ?? "").filter(Boolean) ?? OURS;
}

/** Emptied first: a page that holds a database open keeps it from being deleted, but not from being empty. */
export async function remove(name: string): Promise<void> {
  const database = await opened(name);
  if (database === null) return;
  const stores = [...database.objectStoreNames];
  if (stores.length > 0) {
    const work = database.transaction(stores, "readwrite");
    await soon(Promise.all(stores.map((store) => done(work.objectStore(store).clear()))));
  }
  database.close();
  await soon(done(indexedDB.deleteDatabase(name)));
}
