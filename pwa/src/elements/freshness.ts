import { DAY, MINUTE } from "../london.ts";
import type { Held } from "../types.ts";
import { ageWords } from "../words.ts";
import { t } from "../translate.ts";

export type Link = "ok" | "failed" | "portal";

/** How old the list is, and what that means. */
export function freshness(held: Held | null, now: number, link: Link, skew: number): { text: string; isOld: boolean } {
  const parts = [held ? ageWords(held.checked_at, now) : t("Getting the list of places\u2026")];
  const age = held ? now - held.checked_at : 0;
  if (link === "portal") parts.push(t("This Wi-Fi needs you to log in, or use your mobile data."));
  else if (link === "failed" && age > 5 * MINUTE) parts.push(t("No signal, so things may have changed."));
  if (age > DAY) parts.unshift("Old list: call before you go.");
  if (Math.abs(skew) > 2 * MINUTE) parts.push(t("Your phone\u2019s clock is wrong. The times here are right."));
  return { text: parts.join(" "), isOld: age > DAY };
}
