const TOO_OLD_MS = 120_000;

/**
 * True time. A phone's clock may be wrong and `performance.now()` may stop while it sleeps,
 * so both run from the same anchor and the later one counts: a label may age too fast, never too slowly.
 */
export class Clock {
  #wallAt: number;
  #tickAt: number;
  #trueAt: number;
  #anchored = false;
  readonly #wall: () => number;
  readonly #tick: () => number;

  constructor(wall: () => number = Date.now, tick: () => number = () => performance.now()) {
    this.#wall = wall;
    this.#tick = tick;
    this.#wallAt = this.#trueAt = wall();
    this.#tickAt = tick();
  }

  now(): number {
    return this.#trueAt + Math.max(this.#wall() - this.#wallAt, this.#tick() - this.#tickAt);
  }

  /** The server said what time it is. Much earlier than it said before is an old copy, from something in between. */
  anchor(trueNow: number): void {
    if (this.#anchored && trueNow < this.now() - TOO_OLD_MS) return;
    this.#wallAt = this.#wall();
    this.#tickAt = this.#tick();
    this.#trueAt = trueNow;
    this.#anchored = true;
  }

  /** It cannot be earlier than this: something was made then. Only for use before the first anchor. */
  atLeast(moment: number): void {
    if (this.#anchored || this.now() >= moment) return;
    this.anchor(moment);
    this.#anchored = false;
  }

  /** How far the phone's own clock is ahead (+) or behind (-), in milliseconds; 0 until the server has spoken. */
  get skew(): number {
    return this.#anchored ? this.#wallAt - this.#trueAt : 0;
  }
}
