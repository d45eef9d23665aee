/** What somebody shows to staff without speaking, and what she sends to a friend. Pure. */
import type { Place } from "./types.ts";
import { t } from "./translate.ts";

/** As RFC 4648 has it, without the padding. */
const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
const LENGTH = 5;

/** `k7dqa`: what stands after /p/ in a short address; made as the server makes it (`backend/pages/sharing.py`). */
export async function codeOf(slug: string): Promise<string> {
  const digest = new DataView(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(slug)));
  const first = digest.getUint32(0);
  return Array.from({ length: LENGTH }, (_, at) => BASE32[(first >>> (27 - 5 * at)) & 31]).join("");
}

/** All that a friend is told: the place, never the person. */
export function goingWords({ name, address, town, postcode }: Pick<Place, "name" | "address" | "town" | "postcode">, link: string): string {
  const where = [address, town, postcode].filter(Boolean).join(", ");
  return where ? t("I am going to {name}, {where}. {link}", { name, where, link }) : t("I am going to {name}. {link}", { name, link });
}

/** Apple's devices want `&` where everybody else wants `?`. */
export function smsUrl(text: string, agent: string): string {
  const sign = /iPhone|iPad|Macintosh/.test(agent) ? "&" : "?";
  return `sms:${sign}body=${encodeURIComponent(text)}`;
}

/** What she reads beneath what staff read: nothing where that is English too. */
export function inHerWords(says: string): string {
  const mine = t(says);
  return mine === says ? "" : mine;
}
