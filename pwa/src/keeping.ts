/** Whether this phone may keep anything of us. The privacy page names what is kept, and this choice among it. */

const KEY = "keep";
const NOTHING = "nothing";

/** As the worker sees it, too, which has none. */
interface Small {
  getItem: (key: string) => string | null;
  setItem: (key: string, value: string) => void;
  removeItem: (key: string) => void;
}

const small = (): Small => (globalThis as unknown as { localStorage: Small }).localStorage;
let isOver = false;

/** Everything was removed while this page stood open: it keeps nothing anew. */
export function keepNoMore(): void {
  isOver = true;
}

/** Whether somebody chose that nothing is kept. A browser that gives us no store of this kind was not asked to. */
export function hasChosen(): boolean {
  try {
    return small().getItem(KEY) === NOTHING;
  } catch {
    return false;
  }
}

export function mayKeep(): boolean {
  return !isOver && !hasChosen();
}

/** The choice is one word, the only thing that is kept then: without it the next visit would keep all of it again. */
export function choose(isNothing: boolean): void {
  if (isNothing) small().setItem(KEY, NOTHING);
  else small().removeItem(KEY);
}
