/** Stores each tap, sends it, and keeps it until the server has it or somebody takes it back. */
import { signal } from "@preact/signals";
import { call, type Answer } from "./api.ts";
import { change } from "./kept.ts";
import { look, takeVenue } from "./mine.ts";
import { after, asking, isBacklog, plan, readQueue, saidAgain, verdict, without, type Lost, type Present, type Reading, type Tap, type Wanted } from "./queue.ts";
import { closeQuestion } from "./reminders/later.ts";
import { isOnline, mine, say, venues, who } from "./state.ts";
import { now, skew, tick } from "./time.ts";
import type { Help, Said, VenueTonight } from "./types.ts";
import { identity, lossWords, wantedWords } from "./words.ts";

const AGAIN_MS = 10_000;
const PAGE = crypto.randomUUID();

export const queue = signal<readonly Tap[]>([]);
/** The key of the tap that is on its way. */
export const sending = signal<string | null>(null);
/** A tap waits for the device's shift PIN. */
export const wantsPin = signal(false);
/** Taps that were not sent, or refused, in words; until somebody has read them. */
export const losses = signal<readonly { key: string; slug: string; words: string; isUntil: boolean }[]>([]);
/** The last tap that the server took, and when. */
export const saved = signal<{ slug: string; wanted: Wanted; at: number } | null>(null);

const tabs = "BroadcastChannel" in globalThis ? new BroadcastChannel("venue-queue") : null;

export function reading(): Reading {
  return { wall: Date.now(), tick: performance.now(), page: PAGE, skew: skew() };
}

function present(): Present {
  tick();
  return { reading: reading(), now: now.value, by: who.value ? identity(who.value) : "" };
}

async function alter(to: (held: Tap[]) => Tap[]): Promise<void> {
  queue.value = await change("queue", (held) => to(readQueue(held)));
  tabs?.postMessage("changed");
}

const reread = (): Promise<void> => change("queue", (held) => readQueue(held)).then((held) => void (queue.value = held));

/** One tap: on the screen and in the store at once, then on its way. */
export async function tap(slug: string, wanted: Wanted): Promise<void> {
  const { by, reading: at } = present();
  const made: Tap = { key: crypto.randomUUID(), slug, by, wanted, at, ask: null };
  saved.value = null;
  losses.value = losses.value.filter((lost) => lost.slug !== slug);
  queue.value = [...queue.value, made];
  await alter((held) => [...without(held, made.key), made]);
  await pump();
}

export async function takeBack(key: string): Promise<void> {
  if (sending.value === key) return;
  await alter((held) => without(held, key));
  if (!queue.value.some(({ ask }) => ask === null)) wantsPin.value = false;
  say("Taken back. Nothing was sent.");
}

export async function sayAgain(key: string): Promise<void> {
  const { by, reading: at } = present();
  await alter((held) => saidAgain(held, key, { key: crypto.randomUUID(), by, at }));
  await pump();
}

export function dismiss(key: string): void {
  losses.value = losses.value.filter((lost) => lost.key !== key);
}

/** The question about the time of a tap was answered or dropped. */
export function forgetUntil(slug: string): void {
  losses.value = losses.value.filter((lost) => lost.slug !== slug || !lost.isUntil);
}

let isPumping = false;
let isWanted = false;

/** Sends what may go, in order; one page of this browser at a time. */
export async function pump(): Promise<void> {
  isWanted = true;
  if (isPumping) return;
  isPumping = true;
  try {
    while (isWanted) {
      isWanted = false;
      if (queue.value.length > 0) await alone(empty);
    }
  } finally {
    isPumping = false;
  }
}

async function alone(work: () => Promise<void>): Promise<void> {
  if ("locks" in navigator) await navigator.locks.request("venue-queue", work);
  else await work();
}

async function empty(): Promise<void> {
  await reread();
  if (who.value === null || wantsPin.value) return;
  // Old taps first learn what stands now: a session that ended, a newer word, how wrong this clock is.
  if (isBacklog(queue.value, { reading: reading() }) && (await look()) !== "in") return;
  while (await sendNext());
}

/** True when there may be more to send. */
async function sendNext(): Promise<boolean> {
  const at = present();
  let made = plan(queue.value, at);
  await alter((held) => (made = plan(held, at)).queue);
  made.lost.forEach(lose);
  if (made.next === null) return false;
  const { tap: next } = made.next;
  // Storing took its time, and the device may have slept over it: how old the tap is counts from here.
  const found = verdict(next, present());
  if (found.do !== "send") return true;
  sending.value = next.key;
  try {
    return await heard(next, await send(next, found.age_s));
  } finally {
    sending.value = null;
  }
}

type Saved = { report?: Said; venue?: VenueTonight; tallies?: Record<Help, number> };

function send({ slug, wanted, key }: Tap, age_s: number): Promise<Answer<Saved>> {
  const of = `/api/v1/venues/${encodeURIComponent(slug)}`;
  switch (wanted.kind) {
    case "undo":
      return call("POST", `${of}/reports/${wanted.report}/undo`, {}, { key });
    case "tally":
      return call("POST", `${of}/tallies`, { kind: wanted.help, by: wanted.by }, { key });
    case "report": {
      const { status, until, staffed } = wanted;
      const body = { status, ...(until !== null && { until }), ...(staffed !== null && { staffed }), age_s };
      return call("POST", `${of}/reports`, body, { key });
    }
  }
}

async function heard(sent: Tap, answer: Answer<Saved>): Promise<boolean> {
  isOnline.value = answer.kind !== "offline";
  const told = answer.kind === "offline" ? null : { status: answer.status, code: answer.kind === "refused" ? answer.code : "" };
  switch (after(told)) {
    case "saved":
      if (answer.kind === "ok") await take(sent, answer.data);
      await alter((held) => without(held, sent.key));
      return true;
    case "ask":
      await alter((held) => asking(held, sent.key));
      return true;
    case "dropped":
      if (answer.kind === "refused") refuse(sent, answer.status === 404 ? "This venue is no longer yours to report for." : reasons(answer), "until" in answer.fields);
      await alter((held) => without(held, sent.key));
      return true;
    case "pin":
      wantsPin.value = true;
      return false;
    case "signed_out":
      await look();
      return false;
    case "wait":
      return false;
  }
}

function reasons({ fields, message }: { fields: Record<string, string[]>; message: string }): string {
  return Object.values(fields).flat().join(" ") || message;
}

async function take(sent: Tap, { venue, tallies }: Saved): Promise<void> {
  tick();
  saved.value = { slug: sent.slug, wanted: sent.wanted, at: now.value };
  if (sent.wanted.kind === "report") void closeQuestion(sent.slug).catch(() => undefined);
  const held = venues.value.find(({ slug }) => slug === sent.slug);
  if (venue) await takeVenue(venue);
  else if (tallies && held) await takeVenue({ ...held, tallies });
}

function lose({ tap: lost, loss }: Lost): void {
  tell(lost, lossWords(lost, loss), false);
}

function refuse(sent: Tap, why: string, isUntil: boolean): void {
  tell(sent, isUntil ? why : `${wantedWords(sent.wanted)}: ${why}`, isUntil);
}

function tell({ key, slug }: Tap, words: string, isUntil: boolean): void {
  losses.value = [...losses.value, { key, slug, words, isUntil }];
  say(words);
}

/** After the PIN was right, or somebody signed in again. */
export async function goOn(): Promise<void> {
  wantsPin.value = false;
  await pump();
}

export async function startSending(): Promise<void> {
  await reread();
  tabs?.addEventListener("message", () => void reread());
  addEventListener("online", () => void pump());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && mine.value) void pump();
  });
  setInterval(() => void pump(), AGAIN_MS);
}
