/** An application that is being typed, as it is kept on the device. Pure. */

export interface Draft {
  /** When something was last typed, in milliseconds. */
  at: number;
  page: string;
  answers: Record<string, string>;
}

/** As long as the form's token: after that the server would not know it again. */
const LASTS_MS = 7 * 24 * 3_600_000;
const PLACE = /^place-(\d+)-(\w+)$/;
/** What belongs to one press of a button, and what no person types. */
const LEFT_OUT: readonly string[] = ["go", "page", "fax_number"];

/** What the form holds now, over what was kept before: answers of other pages stay. */
export function merged(before: Draft | null, entries: Iterable<readonly [string, unknown]>, at: number): Draft {
  const answers = { ...before?.answers };
  let page = before?.page ?? "organisation";
  for (const [name, value] of entries) {
    if (typeof value !== "string") continue;
    if (name === "page") page = value;
    else if (!LEFT_OUT.includes(name)) answers[name] = value;
  }
  return { at, page, answers };
}

/** What was kept, unless it is no draft or too old. */
export function read(text: string | null, now: number): Draft | null {
  try {
    const kept: unknown = JSON.parse(text ?? "null");
    return isDraft(kept) && now - kept.at < LASTS_MS ? kept : null;
  } catch {
    return null;
  }
}

/** One place is taken out, and those after it move up; as the server does it. */
export function withoutPlace(draft: Draft, number: number): Draft {
  const kept = Object.entries(draft.answers).filter(([name]) => !name.startsWith(`place-${number}-`));
  return withoutGaps({ ...draft, answers: Object.fromEntries(kept) });
}

/** Places in which nothing was typed are none; the others are numbered from nought. */
export function withoutGaps(draft: Draft): Draft {
  const others: [string, string][] = [];
  const places = new Map<number, [string, string][]>();
  for (const [name, value] of Object.entries(draft.answers)) {
    const [, number, part] = PLACE.exec(name) ?? [];
    if (number === undefined || part === undefined) others.push([name, value]);
    else places.set(Number(number), [...(places.get(Number(number)) ?? []), [part, value]]);
  }
  const filled = [...places].sort(([one], [other]) => one - other).filter(([, parts]) => parts.some(([, value]) => value !== ""));
  const moved = filled.flatMap(([, parts], number) => parts.map(([part, value]) => [`place-${number}-${part}`, value]));
  return { ...draft, answers: Object.fromEntries([...others, ...moved]) };
}

/** Answers of pages further on, which the browser's Back and then Continue would otherwise leave behind. */
export function missing(draft: Draft, names: ReadonlySet<string>): [string, string][] {
  return Object.entries(draft.answers).filter(([name, value]) => value !== "" && !names.has(name));
}

/** `26 November`: when it was begun, for whoever shares the device. */
export function dayOf(at: number): string {
  const months = "January February March April May June July August September October November December".split(" ");
  const day = new Date(at);
  return `${day.getDate()} ${months[day.getMonth()] ?? ""}`;
}

function isDraft(kept: unknown): kept is Draft {
  if (typeof kept !== "object" || kept === null) return false;
  const { at, page, answers } = kept as Partial<Draft>;
  const isText = (value: unknown): boolean => typeof value === "string";
  return typeof at === "number" && isText(page) && typeof answers === "object" && answers !== null && Object.values(answers).every(isText);
}
