/** A word about tonight from a button of a notification: stored first, then sent; what waits is sent later. */
import { clock24 } from "../london.ts";
import { after, asking, verdict, without, type Reading, type Tap } from "../venue/queue.ts";
import { alterQueue, keptToken, worker } from "./waiting.ts";

declare const self: ServiceWorkerGlobalScope;

const PATIENCE_MS = 10_000;
/** For a page that sends at the same moment; one that the browser put to sleep holds the lock for ever. */
const LOCK_PATIENCE_MS = 3_000;
export const TAG = "venue-queue";
/** The pages send what was tapped on them. */
const OURS = "alert-";
const LIFE = crypto.randomUUID();

type Status = "open" | "closed";
const WORDS: Record<Status, string> = { open: "open", closed: "closed tonight" };

export interface Said {
  words: string;
}

interface Heard {
  status: number;
  code: string;
  reason: string;
  at: string | null;
}

/** One tap, however often it is pressed: its key is the notification's. */
export async function say({ slug, status, key }: { slug: string; status: Status; key: string }): Promise<Said> {
  const at = reading();
  const wanted = { kind: "report", status, until: null, staffed: null } as const;
  const tap: Tap = { key: `${OURS}${key}`, slug, by: await worker().catch(() => ""), wanted, at, ask: null };
  const isKept = await alterQueue((held) => (held.some((one) => one.key === tap.key) ? held : [...held, tap])).then(() => true, () => false);
  const { heard, outcome } = await alone(() => attempt(tap, tap.by));
  if (outcome === "wait") await later();
  return { words: wordsOf(outcome, status, heard, isKept) };
}

function reading(): Reading {
  return { wall: Date.now(), tick: performance.now(), page: LIFE, skew: null };
}

type Outcome = ReturnType<typeof after>;
interface Attempt {
  heard: Heard | null;
  outcome: Outcome;
}

/** Its age counts from the tap: the lock, the store and the token took their time. */
async function attempt(tap: Tap, by: string): Promise<Attempt> {
  const csrf = await token();
  const found = verdict(tap, { reading: reading(), now: Date.now(), by });
  const heard = found.do === "send" ? await send(tap, found.age_s, csrf) : TOO_OLD;
  return { heard, outcome: await settle(tap, heard) };
}

function wordsOf(outcome: Outcome, status: Status, heard: Heard | null, isKept: boolean): string {
  switch (outcome) {
    case "saved":
      return `Saved: ${WORDS[status]}, ${clock24(Date.parse(heard?.at ?? "") || Date.now())}.`;
    case "dropped":
      return `Refused: ${heard?.reason ?? ""} Tap to open the screen.`;
    case "pin":
      return "Not sent yet: this device\u2019s PIN is needed. Tap to type it.";
    case "signed_out":
      return "Not sent yet: nobody is signed in here. Tap to sign in.";
    case "ask":
      return "Not sent: it is too old by now. Tap to say what is true.";
    case "wait":
      return isKept ? "Not sent yet. It waits on this device." : "Not sent, and this device cannot keep it. Tap to say it on the screen.";
  }
}

/** What became of it, also in the queue: there it stays until the server has it or somebody is asked. */
async function settle(tap: Tap, heard: Heard | null): Promise<Outcome> {
  const outcome = after(heard);
  if (outcome === "saved" || outcome === "dropped") await alterQueue((held) => without(held, tap.key)).catch(() => undefined);
  if (outcome === "ask") await alterQueue((held) => asking(held, tap.key)).catch(() => undefined);
  return outcome;
}

/** One sender of this browser at a time, as far as the others let it: the key keeps what is sent twice from counting twice. */
async function alone<T>(work: () => Promise<T>): Promise<T> {
  if (!("locks" in navigator)) return work();
  let begun: Promise<T> | null = null;
  const begin = (): Promise<T> => (begun ??= work());
  const signal = AbortSignal.timeout(LOCK_PATIENCE_MS);
  return (navigator.locks.request(TAG, { signal }, begin) as Promise<T>).catch(begin);
}

async function token(): Promise<string> {
  const { cookieStore } = self as unknown as { cookieStore?: { getAll: () => Promise<{ name: string; value: string }[]> } };
  const cookies = (await cookieStore?.getAll().catch(() => [])) ?? [];
  const found = cookies.find(({ name }) => /^(?:__Host-)?csrftoken$/.test(name));
  return found?.value ?? keptToken().catch(() => "");
}

/** Null where nobody answered who is our server. */
async function send({ slug, wanted, key }: Tap, age_s: number, csrf: string): Promise<Heard | null> {
  if (wanted.kind !== "report") return null;
  try {
    const response = await fetch(`/api/v1/venues/${encodeURIComponent(slug)}/reports`, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": csrf, "Idempotency-Key": key },
      body: JSON.stringify({ status: wanted.status, age_s }),
      credentials: "same-origin",
      redirect: "error",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!(response.headers.get("Content-Type") ?? "").startsWith("application/json")) return null;
    const { error, report } = (await response.json()) as Answer;
    const reason = Object.values(error?.fields ?? {}).flat()[0] ?? error?.message ?? "";
    return { status: response.status, code: error?.code ?? "", reason, at: report?.reported_at ?? null };
  } catch {
    return null;
  }
}

/** As the server would say it. */
const TOO_OLD: Heard = { status: 409, code: "too_old", reason: "", at: null };

function statusOf({ wanted }: Tap): Status {
  return wanted.kind === "report" && wanted.status === "closed" ? "closed" : "open";
}

interface Answer {
  error?: { code?: string; message?: string; fields?: Record<string, string[]> };
  report?: { reported_at?: string };
}

/** Where the browser wakes a worker when the signal is back; elsewhere the venue's page sends it. */
async function later(): Promise<void> {
  const { sync } = self.registration as unknown as { sync?: { register: (tag: string) => Promise<void> } };
  await sync?.register(TAG).catch(() => undefined);
}

/** The signal is back. Throws while something still waits, so that the browser tries again. */
export async function sendWaiting(tell: (slug: string, said: Said) => Promise<void>): Promise<void> {
  const isLeft = await alone(async () => {
    const by = await worker();
    const waiting = (await alterQueue((held) => held)).filter(({ key, ask }) => key.startsWith(OURS) && ask === null);
    let left = false;
    for (const tap of waiting) {
      const said = await sendOne(tap, by);
      left ||= said === null;
      if (said) await tell(tap.slug, said);
    }
    return left;
  });
  if (isLeft) throw new Error("no signal yet");
}

/** Null while it still waits. */
async function sendOne(tap: Tap, by: string): Promise<Said | null> {
  const { heard, outcome } = await attempt(tap, by);
  return outcome === "wait" ? null : { words: wordsOf(outcome, statusOf(tap), heard, true) };
}
