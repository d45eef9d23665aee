/** What the phone remembers of what it asked to be told, and when it forgets it. Pure. */

export type Tells = "place" | "venues" | "desk";

/** What stands on a lock screen. */
export interface Words {
  title: string;
  body: string;
}

export interface Row {
  id: string;
  tells: Tells;
  /** The place's slug; null where it is not about one place. */
  place: string | null;
  /** When it ends by itself; null where somebody turns it off. */
  ends_at: string | null;
  /** The server's key that it was made with. */
  key_id: string;
  /** In the language in which it was asked for; none is English. */
  words?: Words;
}

export interface Kept {
  rows: Row[];
  /** Stopped here; the server has yet to hear of it. */
  stopped: { id: string; ends_at: string | null }[];
  /** The browser's subscription changed, and the server could not be told. */
  is_broken: boolean;
  /** The place that a tap on a notification is about, until the page has shown it. */
  show: string | null;
}

export const NOTHING: Kept = { rows: [], stopped: [], is_broken: false, show: null };

export function isNothing({ rows, stopped, show }: Kept): boolean {
  return rows.length === 0 && stopped.length === 0 && show === null;
}

/** What a store gave back. */
export function readKept(value: unknown): Kept {
  const { rows, stopped, is_broken, show } = (value ?? {}) as Partial<Kept>;
  return {
    rows: Array.isArray(rows) ? rows.filter(isRow) : [],
    stopped: Array.isArray(stopped) ? stopped.filter((one) => typeof one?.id === "string") : [],
    is_broken: is_broken === true,
    show: typeof show === "string" ? show : null,
  };
}

function isWords(value: Partial<Words> | undefined): boolean {
  return value === undefined || (typeof value?.title === "string" && typeof value.body === "string");
}

function isRow(value: Partial<Row> | null): value is Row {
  return typeof value?.id === "string" && typeof value.key_id === "string" && isWords(value.words) && ["place", "venues", "desk"].includes(value.tells ?? "");
}

function isOver({ ends_at }: { ends_at: string | null }, now: number): boolean {
  return ends_at !== null && Date.parse(ends_at) <= now;
}

/** The night is over: its alerts are forgotten, also those that could not be taken back; the server forgets them itself. */
export function withoutOver(kept: Kept, now: number): Kept {
  const goesOn = (one: { ends_at: string | null }): boolean => !isOver(one, now);
  const left = { ...kept, rows: kept.rows.filter(goesOn), stopped: kept.stopped.filter(goesOn) };
  // A place that a tap was about, and that no page came to show.
  return left.show !== null && ofPlace(left, left.show) ? left : { ...left, show: null };
}

export function having(kept: Kept, row: Row): Kept {
  return { ...kept, rows: [...kept.rows.filter(({ id }) => id !== row.id), row], stopped: kept.stopped.filter(({ id }) => id !== row.id) };
}

/** Stopped at once on this device; the server hears of it as soon as it can. */
export function stopping(kept: Kept, wanted: (row: Row) => boolean): Kept {
  const ended = kept.rows.filter(wanted).map(({ id, ends_at }) => ({ id, ends_at }));
  return { ...kept, rows: kept.rows.filter((row) => !wanted(row)), stopped: [...kept.stopped, ...ended] };
}

export function heard(kept: Kept, id: string): Kept {
  return { ...kept, stopped: kept.stopped.filter((one) => one.id !== id) };
}

export function ofPlace({ rows }: Kept, slug: string): Row | undefined {
  return rows.find(({ tells, place }) => tells === "place" && place === slug);
}

/** What the server said to somebody who asked for a place; null where it was no yes. */
export function placeOf({ status, data }: { status: number; data: unknown }, slug: string): (Row & { ends_at: string }) | null {
  const { id, ends_at, key_id } = (data ?? {}) as Record<string, unknown>;
  if ((status !== 200 && status !== 201) || typeof id !== "string" || typeof ends_at !== "string") return null;
  return { id, tells: "place", place: slug, ends_at, key_id: String(key_id) };
}

/** The next moment at which something ends by itself; null where nothing does. */
export function nextEnd({ rows }: Kept): number | null {
  const ends = rows.flatMap(({ ends_at }) => (ends_at === null ? [] : [Date.parse(ends_at)]));
  return ends.length > 0 ? Math.min(...ends) : null;
}
