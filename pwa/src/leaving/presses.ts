/** Shift three times within five seconds, and nothing typed between: a capital letter is no press. Pure. */

const WITHIN_MS = 5_000;

export class Presses {
  #at: number[] = [];
  #isAlone = false;

  down(key: string, isRepeat: boolean): void {
    if (isRepeat) return;
    this.#isAlone = key === "Shift";
    if (!this.#isAlone) this.#at = [];
  }

  /** How many presses count by now, this one among them; 0 for any other key. */
  up(key: string, at: number): number {
    if (key !== "Shift" || !this.#isAlone) return 0;
    this.#isAlone = false;
    this.#at = [...this.#at.filter((before) => at - before <= WITHIN_MS), at];
    return this.#at.length;
  }
}
