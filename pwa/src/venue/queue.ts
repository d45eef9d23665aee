/** The rules for taps that wait: what is sent, what is asked again, what is dropped. Pure. */
import { HOUR, MINUTE, nightOf } from "../london.ts";
import type { Help, Status } from "./types.ts";

export type Wanted =
  | { kind: "report"; status: Status; until: string | null; staffed: boolean | null }
  | { kind: "undo"; report: number }
  | { kind: "tally"; help: Help; by: 1 | -1 };

/** What the device's clocks said. */
export interface Reading {
  /** Its own time of day, which anybody can set. */
  wall: number;
  /** Time since the page began, which may stand still while the device sleeps. */
  tick: number;
  /** The life of the page that `tick` belongs to. */
  page: string;
  /** How far `wall` was known to be ahead; null where the server had not spoken. */
  skew: number | null;
}

export interface Tap {
  /** The Idempotency-Key of every attempt. */
  key: string;
  slug: string;
  /** Who tapped, as `identity` has it. */
  by: string;
  wanted: Wanted;
  at: Reading;
  /** Why it is not sent before somebody says that it is still true. */
  ask: Why | null;
}

export type Why = "too_old" | "age_unknown" | "somebody_else";
export type Loss = "overtaken" | "too_late" | "another_night";
export type Verdict = { do: "send"; age_s: number } | { do: "ask"; why: Why } | { do: "drop"; loss: Loss };

const OPEN_HOLDS = 10 * MINUTE;
const ANY_HOLDS = 6 * HOUR;
const UNDO_HOLDS = MINUTE;
/** Clocks are put right by seconds all the time. */
const SLACK = MINUTE;

/** How long ago that was, in milliseconds; null where the clocks do not allow to say. */
export function ageOf(at: Reading, now: Reading): number | null {
  const byWall = now.wall - at.wall;
  const wasSet = at.skew !== null && now.skew !== null && Math.abs(now.skew - at.skew) > SLACK;
  if (at.page !== now.page) return byWall < 0 || wasSet ? null : byWall;
  const byTick = now.tick - at.tick;
  if (byWall < byTick - SLACK) return null;
  if (byWall <= byTick + SLACK) return Math.max(0, byTick);
  // The device slept, or its clock was set forward.
  return wasSet ? null : byWall;
}

export interface Present {
  reading: Reading;
  /** True time, for the night that a count belongs to. */
  now: number;
  by: string;
}

export function verdict(tap: Tap, { reading, now, by }: Present): Verdict {
  const age = ageOf(tap.at, reading);
  const send: Verdict = { do: "send", age_s: inSeconds(age ?? 0) };
  switch (tap.wanted.kind) {
    case "undo":
      return tap.by !== by || age === null || age > UNDO_HOLDS ? { do: "drop", loss: "too_late" } : send;
    case "tally":
      return age === null || nightOf(now - age) !== nightOf(now) ? { do: "drop", loss: "another_night" } : send;
    case "report":
      if (tap.by !== by) return { do: "ask", why: "somebody_else" };
      if (age === null) return { do: "ask", why: "age_unknown" };
      return age > (tap.wanted.status === "open" ? OPEN_HOLDS : ANY_HOLDS) ? { do: "ask", why: "too_old" } : send;
  }
}

/** A tap that waited is never told younger than it is: it must not be dated after a newer one. */
function inSeconds(age: number): number {
  return age > 1_000 ? Math.ceil(age / 1_000) : Math.floor(age / 1_000);
}

export interface Lost {
  tap: Tap;
  loss: Loss;
}
export interface Plan {
  queue: Tap[];
  next: { tap: Tap; age_s: number } | null;
  lost: Lost[];
}

/** What to do with the queue now: at most one tap to send, always the oldest that may go. */
export function plan(queue: readonly Tap[], present: Present): Plan {
  const made: Plan = { queue: [], next: null, lost: [] };
  queue.forEach((tap, i) => {
    const found: Verdict = tap.ask ? { do: "ask", why: tap.ask } : verdict(tap, present);
    if (found.do === "send") {
      made.next ??= { tap, age_s: found.age_s };
      made.queue.push(tap);
    } else if (found.do === "drop") made.lost.push({ tap, loss: found.loss });
    else if (isOvertaken(tap, queue.slice(i + 1))) made.lost.push({ tap, loss: "overtaken" });
    else made.queue.push({ ...tap, ask: found.why });
  });
  return made;
}

/** Nobody is asked whether an earlier word is still true when they have given a later one. */
function isOvertaken({ slug }: Tap, later: readonly Tap[]): boolean {
  return later.some((tap) => tap.slug === slug && tap.wanted.kind === "report" && tap.ask === null);
}

/** Whether the server should be looked at first: it may know better by now. */
export function isBacklog(queue: readonly Tap[], { reading }: Pick<Present, "reading">): boolean {
  return queue.some(({ at }) => at.page !== reading.page || reading.tick - at.tick > SLACK / 2);
}

export interface Told {
  status: number;
  code: string;
}
export type After = "saved" | "dropped" | "ask" | "pin" | "signed_out" | "wait";

/** What an answer means for the tap that was sent; null for no answer at all. */
export function after(answer: Told | null): After {
  if (answer === null) return "wait";
  const { status, code } = answer;
  if (status < 300) return "saved";
  if (status === 401) return "signed_out";
  if (code === "pin_needed") return "pin";
  if (code === "too_old") return "ask";
  return status === 408 || status === 425 || status === 429 || status >= 500 ? "wait" : "dropped";
}

export function without(queue: readonly Tap[], key: string): Tap[] {
  return queue.filter((tap) => tap.key !== key);
}

export function asking(queue: readonly Tap[], key: string): Tap[] {
  return queue.map((tap) => (tap.key === key ? { ...tap, ask: "too_old" } : tap));
}

/** Still true: the same word, said now, under a new key and after everything else. */
export function saidAgain(queue: readonly Tap[], key: string, fresh: Pick<Tap, "key" | "by" | "at">): Tap[] {
  const old = queue.find((tap) => tap.key === key);
  return old ? [...without(queue, key), { ...old, ...fresh, ask: null }] : [...queue];
}

/** What a store gave back. A tap that cannot be read cannot be sent. */
export function readQueue(value: unknown): Tap[] {
  return Array.isArray(value) ? value.filter(isTap) : [];
}

function isTap(value: unknown): value is Tap {
  const { key, slug, by, wanted, at } = (value ?? {}) as Partial<Tap>;
  const isTexts = [key, slug, by, at?.page].every((text) => typeof text === "string");
  return isTexts && [at?.wall, at?.tick].every(Number.isFinite) && ["report", "undo", "tally"].includes(wanted?.kind ?? "");
}
