/** The map's archive, downloaded from the first byte to the last in the same pieces by every phone.

Asking for the tiles that she looks at would tell the server where she is: so nobody asks for a part. */
import { mayKeep } from "../keeping.ts";

/** What the first screen says of the archive. */
export interface Told {
  url: string;
  bytes: number;
  /** Zoom by zoom, up to which byte it must have come; the first is what a phone begins with. */
  steps: [number, number][];
  is_demo: boolean;
}

/** After a first piece with which the map can be drawn; large, because each question takes its time. */
const MORE = 512 * 1024;
const CACHE = "map";
const MAGIC = "PMTiles\u0003";
const DIGEST_BYTES = 16;

/** The pieces that every phone asks for, one after the other. */
export function pieces({ bytes, steps }: Pick<Told, "bytes" | "steps">): [number, number][] {
  const first = steps[0]?.[1] ?? bytes;
  const found: [number, number][] = [];
  for (let at = 0; at < bytes; ) {
    const end = Math.min(bytes, at + (at === 0 ? first : MORE));
    found.push([at, end]);
    at = end;
  }
  return found;
}

/** By its name whoever draws knows that there is nothing to report. */
class Damaged extends Error {
  override readonly name = "AbortError";
}

interface Waiting {
  end: number;
  go: () => void;
  fail: (why: Damaged) => void;
}

/** As the reader of PMTiles wants a source: a part of the file, as soon as it is there. */
export class Archive {
  readonly told: Told;
  /** All of it is there; rejected where it never will be. */
  readonly ready: Promise<void>;
  readonly #content: Uint8Array<ArrayBuffer>;
  #have = 0;
  #waiting: Waiting[] = [];
  #broken: Damaged | null = null;

  constructor(known: Told) {
    this.told = known;
    this.#content = new Uint8Array(known.bytes);
    this.ready = this.#load();
    this.ready.catch(() => undefined);
  }

  get isBroken(): boolean {
    return this.#broken !== null;
  }

  getKey(): string {
    return this.told.url;
  }

  /** Waits until it has come so far. */
  async upTo(end: number): Promise<void> {
    if (this.#broken) throw this.#broken;
    if (this.#have < end) await new Promise<void>((go, fail) => this.#waiting.push({ end, go, fail }));
  }

  async getBytes(offset: number, length: number): Promise<{ data: ArrayBuffer }> {
    const end = Math.min(offset + length, this.told.bytes);
    await this.upTo(end);
    return { data: this.#content.slice(offset, end).buffer };
  }

  async #load(): Promise<void> {
    try {
      const copy = await kept(this.told.url);
      if (copy && (await this.#isWhole(copy))) return this.#take(copy, 0);
      for (const [start, end] of pieces(this.told)) if (start >= this.#have) await this.#ask(start, end);
      if (!(await this.#isWhole(this.#content))) throw new Error("changed on the way");
      await keep(this.told.url, this.#content);
    } catch (error) {
      this.#broken = new Damaged(String(error));
      for (const { fail } of this.#waiting.splice(0)) fail(this.#broken);
      throw this.#broken;
    }
  }

  async #ask(start: number, end: number): Promise<void> {
    const response = await fetch(this.told.url, { headers: { Range: `bytes=${start}-${end - 1}` }, credentials: "omit" });
    const total = response.headers.get("Content-Range")?.split("/")[1];
    if (response.status === 206 && total === String(this.told.bytes)) {
      const part = new Uint8Array(await response.arrayBuffer());
      if (part.length !== end - start) throw new Error("short");
      return this.#take(part, start);
    }
    // A proxy that knows no ranges sends all of it at once.
    const length = Number(response.headers.get("Content-Length") ?? this.told.bytes);
    if (response.status !== 200 || length !== this.told.bytes) throw new Error(String(response.status));
    const whole = new Uint8Array(await response.arrayBuffer());
    if (whole.length !== this.told.bytes) throw new Error("short");
    this.#take(whole, 0);
  }

  #take(part: Uint8Array, start: number): void {
    if (start === 0 && new TextDecoder().decode(part.subarray(0, MAGIC.length)) !== MAGIC) throw new Error("not a map");
    this.#content.set(part, start);
    this.#have = start + part.length;
    const ready = this.#waiting.filter(({ end }) => end <= this.#have);
    this.#waiting = this.#waiting.filter(({ end }) => end > this.#have);
    for (const { go } of ready) go();
  }

  /** The address is the digest of what is there: what a bad network made of it is never kept. */
  async #isWhole(content: Uint8Array<ArrayBuffer>): Promise<boolean> {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
    const name = [...digest.subarray(0, DIGEST_BYTES)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return content.length === this.told.bytes && this.told.url.includes(name);
  }
}

/** Looked for without opening the cache, which would make it. */
async function kept(url: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const copy = await caches.match(url);
    return copy ? new Uint8Array(await copy.arrayBuffer()) : null;
  } catch {
    return null;
  }
}

let present: Archive | null = null;

/** One download at a time, which goes on to its end also where she has gone back: how long she looked is not told either. */
export function archiveOf(known: Told): Archive {
  if (present?.told.url !== known.url || present.isBroken) present = new Archive(known);
  return present;
}

/** The newest alone; a phone that keeps nothing downloads it again. */
async function keep(url: string, content: Uint8Array<ArrayBuffer>): Promise<void> {
  if (!mayKeep()) return;
  try {
    const cache = await caches.open(CACHE);
    for (const old of await cache.keys()) await cache.delete(old);
    await cache.put(url, new Response(content, { headers: { "Content-Type": "application/vnd.pmtiles" } }));
  } catch {
    // No room, or no store: the map is on the screen all the same.
  }
}
