/** A place's facts while somebody edits them: what changed, and what waits for an officer. Pure. */
import type { Fields } from "../../api.ts";
import type { Point, Proposal, VenueFull } from "../types.ts";

export type YesNo = "yes" | "no" | "unknown";

export const EXPECT_MOST = 500;
export const ACCESS_WORDS: Record<string, string> = {
  step_free: "Step-free way in",
  accessible_toilet: "Accessible toilet",
  hearing_loop: "Hearing loop",
  quiet_room: "Quiet room",
  assistance_dogs: "Assistance dogs welcome",
};
export const KIND_WORDS: Record<string, string> = { safe_space: "Safe Space", charter_venue: "Charter venue" };
export const ELIGIBILITY_WORDS: Record<string, string> = { everyone: "Everyone", women_and_girls: "Women and girls" };
const FIELD_WORDS: Record<string, string> = { name: "Name", point: "Pin", kind: "Kind", eligibility: "Who it is for" };

/** As typed: nothing is "". */
export interface FactsDraft {
  phone: string;
  services: string[];
  access: Record<string, YesNo>;
  expect: string;
  age: string;
  lastEntry: string;
}

export function factsOf(venue: VenueFull): FactsDraft {
  const known = Object.keys(ACCESS_WORDS).map((key): [string, YesNo] => [key, yesNo(venue.access[key] ?? null)]);
  return {
    phone: venue.phone ?? "",
    services: venue.services,
    access: Object.fromEntries(known),
    expect: venue.what_to_expect ?? "",
    age: venue.minimum_age === null ? "" : String(venue.minimum_age),
    lastEntry: venue.last_entry ?? "",
  };
}

function yesNo(known: boolean | null): YesNo {
  return known === null ? "unknown" : known ? "yes" : "no";
}

/** The API's body; nothing typed is null, which means not known. */
export function factsWish({ phone, services, access, expect, age, lastEntry }: FactsDraft): Record<string, unknown> {
  return {
    phone: phone.trim() || null,
    services: [...services].sort(),
    access: Object.fromEntries(Object.entries(access).map(([key, answer]) => [key, answer === "unknown" ? null : answer === "yes"])),
    what_to_expect: oneLine(expect) || null,
    minimum_age: age.trim() === "" ? null : Number(age),
    last_entry: lastEntry || null,
  };
}

/** Only what differs, so that two managers at once do not undo one another. */
export function factsChanged(draft: FactsDraft, venue: VenueFull): Record<string, unknown> {
  const before = factsWish(factsOf(venue));
  return Object.fromEntries(Object.entries(factsWish(draft)).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key])));
}

export function factsProblems({ age, phone, expect }: FactsDraft): Fields {
  const found: Fields = {};
  if (phone.trim() !== "" && !/^\+?[0-9 ]{3,19}$/.test(phone.trim())) found["phone"] = ["Write the number in digits, like 01782 960123."];
  if (oneLine(expect).length > EXPECT_MOST) found["what_to_expect"] = [`Use at most ${EXPECT_MOST} characters.`];
  if (!/^\s*\d{0,2}\s*$/.test(age)) found["minimum_age"] = ["Type a whole number, like 18, or leave it empty."];
  return found;
}

/** It is shown as one paragraph. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

export interface ProposedDraft {
  name: string;
  kind: string;
  eligibility: string;
  point: Point | null;
}

/** What the form begins with: what already waits, else what is. */
export function proposedOf(venue: VenueFull): ProposedDraft {
  const wanted = (field: "name" | "kind" | "eligibility" | "point"): unknown => venue.proposals.find(({ changes }) => field in changes)?.changes[field]?.[1] ?? venue[field];
  return { name: String(wanted("name")), kind: String(wanted("kind")), eligibility: String(wanted("eligibility")), point: wanted("point") as Point | null };
}

export function proposedWish(draft: ProposedDraft, venue: VenueFull): Record<string, unknown> {
  const before = proposedOf(venue);
  const tidy: ProposedDraft = { ...draft, name: oneLine(draft.name) };
  return Object.fromEntries(Object.entries(tidy).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key as keyof ProposedDraft])));
}

/** "Name: Old Bar, to become New Bar", one for each field that waits. */
export function proposalWords({ changes }: Proposal): { field: string; words: string }[] {
  return Object.entries(changes).map(([field, [before, after]]) => ({
    field,
    words: `${FIELD_WORDS[field] ?? field}: ${valueWords(field, before)}, to become ${valueWords(field, after)}.`,
  }));
}

function valueWords(field: string, value: unknown): string {
  if (value === null || value === undefined) return "not set";
  if (field === "point") return `${(value as Point).lat.toFixed(5)}, ${(value as Point).lng.toFixed(5)}`;
  return KIND_WORDS[String(value)] ?? ELIGIBILITY_WORDS[String(value)] ?? `\u201c${String(value)}\u201d`;
}
