/** The page for when a phone has neither signal nor the app's own files left: the places as plain text. */
import { answer, NO_FILTERS, type Item } from "../answer.ts";
import { telephoneUrl } from "../telephone.ts";
import { t } from "../translate.ts";
import type { Held } from "../types.ts";
import { ageWords, sentence } from "../words.ts";

const POLICY = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export function plainPage(held: Held | null, now: number): Response {
  const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY, "Cache-Control": "no-store" };
  return new Response(page(held, Math.max(now, held?.checked_at ?? 0)), { headers });
}

function page(held: Held | null, now: number): string {
  const { open, next } = held ? answer(held, null, NO_FILTERS, now) : { open: [], next: [] };
  const heading = t("No signal, and part of this app is missing on your phone");
  const silent = t("If you cannot speak, call 999 on a mobile. A recorded voice tells you when to press 55. Press it then, not before.");
  const without = t("The list of places is missing too. Any open shop, hotel or bar can help you.");
  return `<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>Open Tonight</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="dark light">
<main><h1>${safe(heading)}</h1>
<p><a href="tel:999">${safe(t("Call 999"))}</a></p>
<p>${safe(silent)}</p>
${list(t("Open now"), open, now)}${list(t("Next to open"), next, now)}
<p>${safe(held ? ageWords(held.checked_at, now) : without)}</p>
<form action="/"><button>${safe(t("Try again"))}</button></form></main>`;
}

function list(title: string, items: Item[], now: number): string {
  return items.length > 0 ? `<h2>${safe(title)}</h2><ul class="plain">${items.map((item) => row(item, now)).join("")}</ul>` : "";
}

function row({ place, label }: Item, now: number): string {
  const { name, address, town, postcode, phone } = place;
  const where = [address, town, postcode].filter(Boolean).join(", ");
  const call = phone === null ? "" : ` <a href="${safe(telephoneUrl(phone))}">${safe(phone)}</a>`;
  return `<li><b>${safe(name)}</b>. ${safe(where)}. ${safe(sentence(label, now))}${call}</li>`;
}

const UNSAFE: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function safe(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => UNSAFE[sign] ?? "");
}
