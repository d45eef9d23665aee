/** How people write postcodes, whole and in part; the twin of backend/geo/postcodes.py. */
import type { Gazetteer } from "./gazetteer.ts";

export type Written =
  | { kind: "full"; outcode: string; inward: string }
  | { kind: "sector"; outcode: string; digit: string }
  /** `or_sector`: what the same letters could also begin (ST13 is also ST1 3). */
  | { kind: "outcode"; outcode: string; or_sector: Written & { kind: "sector" } | null }
  | { kind: "area"; outcode: string };

const OUT = "([A-Z]{1,2}[0-9][0-9A-Z]?)";
const FULL = new RegExp(`^${OUT}([0-9][A-Z]{2})$`);
const OUTCODE = new RegExp(`^${OUT}$`);
const PARTIAL = new RegExp(`^${OUT}([0-9])[A-Z]?$`);
const IN_AN_ADDRESS = new RegExp(`\\b${OUT} ?([0-9][A-Z]{2})\\b`);
/** Royal Mail never uses C, I, K, M, O or V in the second half. */
export const INWARD = /^[0-9][ABD-HJLNP-UW-Z]{2}$/;

export function spell(written: Written): string {
  if (written.kind === "full") return `${written.outcode} ${written.inward}`;
  return written.kind === "sector" ? `${written.outcode} ${written.digit}` : written.outcode;
}

export function read(text: string, known: Gazetteer): Written | null {
  const words = text.toUpperCase().match(/[A-Z0-9]+/g) ?? [];
  let written = fromWords(words, known);
  if (written === null && words.length > 2) {
    const [, outcode, inward] = IN_AN_ADDRESS.exec(words.join(" ")) ?? [];
    if (outcode && inward) written = { kind: "full", outcode, inward };
  }
  const area = /^[A-Z]+/.exec(written?.outcode ?? "")?.[0] ?? "";
  return known.postcode_areas.includes(area) ? written : null;
}

function fromWords(words: string[], known: Gazetteer): Written | null {
  const joined = words.join("");
  const [, outcode, inward] = FULL.exec(joined) ?? [];
  if (outcode && inward) return { kind: "full", outcode, inward };
  const [first = "", second = ""] = words;
  if (words.length === 2 && OUTCODE.test(first)) {
    return /^[0-9][A-Z]?$/.test(second) ? { kind: "sector", outcode: first, digit: second.charAt(0) } : null;
  }
  if (OUTCODE.test(joined)) return fromOutcode(joined, known);
  const [, shorter, digit] = PARTIAL.exec(joined) ?? [];
  if (shorter && digit) return { kind: "sector", outcode: shorter, digit };
  return /^[A-Z]{1,2}$/.test(joined) ? { kind: "area", outcode: joined } : null;
}

/** A known district is taken as that; ST22, which is none, can only be the start of ST2 2. */
function fromOutcode(outcode: string, known: Gazetteer): Written {
  const [, shorter, digit] = /^([A-Z]+[0-9])([0-9])$/.exec(outcode) ?? [];
  const sector = shorter && digit ? ({ kind: "sector", outcode: shorter, digit } as const) : null;
  if (known.districts.has(outcode)) return { kind: "outcode", outcode, or_sector: sector };
  if (sector === null || !known.districts.has(sector.outcode)) return { kind: "outcode", outcode, or_sector: null };
  return known.other_districts.includes(outcode) ? { kind: "outcode", outcode, or_sector: sector } : sector;
}
