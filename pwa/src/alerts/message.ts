/** What a push brings, read as if a stranger had sent it, and what may stand on a lock screen because of it. Pure. */
import { HOUR } from "../london.ts";
import { isMoment, isRow, type Row } from "../snapshot.ts";
import type { Said } from "./merging.ts";
import type { Words } from "./rows.ts";

export type Pressed = "open" | "closed";
export interface Action {
  action: Pressed;
  title: string;
}
interface Common {
  /** Which of the phone's alerts it is for; null where it does not say. */
  id: string | null;
  title: string;
  body: string;
  tag: string | null;
  /** Milliseconds UTC; from then on there is nothing to be told any more. */
  until: number;
}
export type Message =
  | (Common & { audience: "public"; place: Said })
  | (Common & { audience: "venues"; venue: { slug: string; name: string }; ends: number; actions: Action[] })
  | (Common & { audience: "desk"; url: string });

/** For whoever looks over somebody's shoulder: no place, no kind of place, no reason. */
export const NEUTRAL = { title: "Open Tonight", body: "Open to see what is new." } as const;
const CHANGED = { title: "Update from your saved place", body: "Open to see what changed." } as const;

export const CLOCKS_ARE_WRONG_BY = 12 * HOUR;
const LONGEST = 200;
const SLUG = /^[a-z0-9-]{1,100}$/;

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= LONGEST;
}

function isSlug(value: unknown): value is string {
  return typeof value === "string" && SLUG.test(value);
}

/** The message, or null where it is not one of ours. */
export function readMessage(text: string): Message | null {
  let row: unknown;
  try {
    row = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRow(row) || row["v"] !== 1 || !isText(row["title"]) || !isText(row["body"]) || !isMoment(row["until"])) return null;
  const common: Common = { id: isText(row["id"]) ? row["id"] : null, title: row["title"], body: row["body"], tag: isText(row["tag"]) ? row["tag"] : null, until: Date.parse(row["until"]) };
  switch (row["audience"]) {
    case "public": {
      const place = readSaid(row["place"]);
      return place && { ...common, audience: "public", place };
    }
    case "venues": {
      const venue = row["venue"];
      if (!isRow(venue)) return null;
      const { slug, name } = venue;
      if (!isSlug(slug) || !isText(name)) return null;
      return { ...common, audience: "venues", venue: { slug, name }, ends: endOf(venue, common.until), actions: readActions(row["actions"]) };
    }
    case "desk":
      return isDeskPath(row["url"]) ? { ...common, audience: "desk", url: row["url"] } : null;
    default:
      return null;
  }
}

export function isDeskPath(value: unknown): value is string {
  return typeof value === "string" && /^\/desk\/[\w/?=&.-]*$/.test(value);
}

/** What the server says of one place, or null. */
export function readSaid(value: unknown): Said | null {
  if (!isRow(value) || !isSlug(value["slug"]) || !isMoment(value["generated_at"])) return null;
  const { epoch, seq, night, windows, is_listed } = value;
  if (!Number.isInteger(epoch) || !Number.isInteger(seq) || typeof is_listed !== "boolean") return null;
  if (!isPair(night) || !Array.isArray(windows) || !windows.every(isPair)) return null;
  return { ...value, report: value["report"] ?? null, call_first_until: value["call_first_until"] ?? null } as unknown as Said;
}

/** Until when an answer is about what was asked: the night, and of special hours no longer than they are. */
function endOf({ night, what }: Row, until: number): number {
  if (!isPair(night)) return until;
  const end = Date.parse(night[1]);
  return what === "special" ? Math.min(end, until) : end;
}

function isPair(value: unknown): value is [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every(isMoment);
}

function readActions(value: unknown): Action[] {
  const all: unknown[] = Array.isArray(value) ? value : [];
  return all.filter((one): one is Row => isRow(one) && (one["action"] === "open" || one["action"] === "closed") && isText(one["title"]))
    .map(({ action, title }) => ({ action, title }) as Action);
}

/**
 * Plainly of another night. A push service keeps nothing past its end, and a phone's clock may be wrong by
 * hours, by twelve most easily: what seems to be over by less is as live as the push service took it for.
 */
export function isOver(message: Message, now: number): boolean {
  const end = message.audience === "public" ? Math.min(message.until, Date.parse(message.place.night[1])) : message.until;
  return end + CLOCKS_ARE_WRONG_BY <= now;
}

/** The night that a reminder asked about has ended: an answer to it would be about the next. */
export function isLastNight({ ends }: { ends: number }, now: number): boolean {
  return ends <= now;
}

/** The words that are shown: to the public nothing but what is known to be neutral, in `hers` where she asked in another language. */
export function wordsOf(message: Message | null, hers: Words = CHANGED): Words {
  if (message === null) return NEUTRAL;
  const { audience, title, body } = message;
  if (audience !== "public") return { title, body };
  return title === CHANGED.title && body === CHANGED.body ? hers : NEUTRAL;
}

/** What a notification carries along for the moment when it is tapped. */
export type Carried =
  | { audience: "public"; slug: string }
  | { audience: "venues"; slug: string; name: string; key: string; tag: string; ends: number }
  | { audience: "desk"; url: string };

/** `key` is new for each notification: every try of one of its buttons is one tap. */
export function carriedBy(message: Message | null, key: string): Carried | null {
  switch (message?.audience) {
    case undefined:
      return null;
    case "public":
      return { audience: "public", slug: message.place.slug };
    case "venues":
      return { audience: "venues", ...message.venue, key, tag: tagOf(message), ends: message.ends };
    case "desk":
      return { audience: "desk", url: message.url };
  }
}

export function tagOf(message: Message | null): string {
  if (message?.tag) return message.tag;
  return message === null ? "neutral" : message.audience;
}

/** What came back from a notification, which another build may have shown. */
export function readCarried(value: unknown): Carried | null {
  if (!isRow(value)) return null;
  const { audience, slug, name, key, tag, url, ends } = value;
  if (audience === "public" && isSlug(slug)) return { audience, slug };
  // A reminder that says nothing of its night was shown by a build before: no answer to it can be dated.
  const dated = typeof ends === "number" ? value : { ...value, ends: 0 };
  if (audience === "venues" && isSlug(slug) && [name, key, tag].every(isText)) return dated as Carried;
  return audience === "desk" && isDeskPath(url) ? { audience, url } : null;
}
