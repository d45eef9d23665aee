/** Telling us that a place did not keep its word. Sent once or not at all: kept for later, it would tell where she was. */
import { ask } from "./api.ts";

const PATIENCE_MS = 10_000;

export type Wrong = "closed" | "nobody_helped";
export type Told = "told" | "no_signal" | "refused";

export async function contradict(slug: string, what: Wrong): Promise<Told> {
  const init = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ what }) };
  try {
    const status = await ask(`/api/v1/places/${slug}/contradictions`, init, PATIENCE_MS, async (response) => response.status);
    // A Wi-Fi that wants a log-in answers too, but not with this.
    return status === 202 ? "told" : "refused";
  } catch {
    return "no_signal";
  }
}
