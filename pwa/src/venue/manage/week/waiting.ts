/** Hours that somebody began and did not save, kept while the page is open: a session that ends must not take them. */
import { who } from "../../state.ts";
import type { Draft } from "./draft.ts";

const drafts = new Map<string, Draft>();

function keyOf(slug: string): string {
  return `${who.value?.email ?? ""} ${slug}`;
}

export function waiting(slug: string): Draft | undefined {
  return drafts.get(keyOf(slug));
}

export function keepWaiting(slug: string, draft: Draft): void {
  drafts.set(keyOf(slug), draft);
}

export function forgetWaiting(slug: string): void {
  drafts.delete(keyOf(slug));
}
