import { type Draft, read } from "./draft.ts";

/** The privacy page names it. */
const KEY = "charter-form";

/** A browser that keeps nothing, or may not, is no reason to stop anybody. */
export function kept(): Draft | null {
  try {
    return read(localStorage.getItem(KEY), Date.now());
  } catch {
    return null;
  }
}

export function keep(draft: Draft): boolean {
  try {
    localStorage.setItem(KEY, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function forget(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    return;
  }
}
