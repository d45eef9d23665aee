import { mayKeep } from "../keeping.ts";
import { type Draft, read } from "./draft.ts";

/** The privacy page names it. */
const KEY = "charter-form";

/** A browser that keeps nothing, or may not, is no reason to stop anybody. What is too old is removed. */
export function kept(): Draft | null {
  try {
    const draft = read(localStorage.getItem(KEY), Date.now());
    if (!draft) forget();
    return draft;
  } catch {
    return null;
  }
}

export function keep(draft: Draft): boolean {
  if (!mayKeep()) return false;
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
