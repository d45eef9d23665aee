/** A database that lets itself be deleted: whoever removes everything must not wait for a worker to end. */
import { createStore, type UseStore } from "idb-keyval";

const open = new Map<string, UseStore>();

export function database(name: string, store: string): UseStore {
  const held = open.get(name) ?? createStore(name, store);
  open.set(name, held);
  return (mode, work) => held(mode, (all) => {
    const { db } = all.transaction;
    db.onversionchange = () => {
      open.delete(name);
      db.close();
    };
    return work(all);
  });
}
