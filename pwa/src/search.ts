/** What a person meant by what they typed; the twin of backend/geo/search.py. Never a silent guess. */
import { isInArea, type Area } from "./area.ts";
import { key, type Centre, type Gazetteer } from "./gazetteer.ts";
import { INWARD, read, spell, type Written } from "./postcodes.ts";
import type { Point } from "./types.ts";
import { t } from "./translate.ts";

const MAX_LENGTH = 80;
const WHOLLY_OURS = "ST";
const better = (): string => t("A full postcode gives better ones.");
const instead = (): string => t("Type a town, like Leek, or a postcode, like ST1 3 or ST13.");

export type Known = Gazetteer & Area;

/** What to show, what to search for. */
export type Alternative = [string, string];

export interface Found {
  kind: "found";
  point: Point;
  name: string;
  precision: "postcode" | "town" | "district";
  message: string;
  alternatives: Alternative[];
}

export interface NotFound {
  kind: "empty" | "too_long" | "too_short" | "not_understood" | "unknown_postcode" | "not_covered";
  message: string;
  alternatives: Alternative[];
}

/** Every postcode of a district; empty when they could not be fetched. */
export type District = (outcode: string) => Promise<ReadonlyMap<string, Point>>;

export async function interpret(q: string, known: Known, district: District): Promise<Found | NotFound> {
  if (q.trim() === "") return lost("empty", instead());
  if (q.trim().length > MAX_LENGTH) return lost("too_long", `${t("That is too long for us to read.")} ${instead()}`);
  const written = read(q, known);
  switch (written?.kind) {
    case "full":
      return full(written, known, await district(written.outcode).catch(() => new Map<string, Point>()));
    case "sector":
      return sector(written, known);
    case "outcode":
      return outcode(written, known);
    case "area":
      if (!known.names.has(key(q))) return lost("too_short", `${t("{letters} is the start of many postcodes.", { letters: written.outcode })} ${instead()}`);
  }
  return named(q, known);
}

function lost(kind: NotFound["kind"], message: string, alternatives: Alternative[] = []): NotFound {
  return { kind, message, alternatives };
}

function notCovered(what: string, alternatives: Alternative[] = []): NotFound {
  return lost("not_covered", t("{place} is outside the area we cover, Staffordshire and Stoke-on-Trent.", { place: what }), alternatives);
}

function full(written: Written & { kind: "full" }, known: Known, book: ReadonlyMap<string, Point>): Found | NotFound {
  const centre = known.districts.get(written.outcode);
  const postcode = spell(written);
  const point = book.get(postcode);
  if (!point && centre && INWARD.test(written.inward) && book.size === 0) {
    const message = t("We could not look up {postcode}: this is the middle of {code}.", { postcode, code: centre.code ?? "" });
    return inDistrict(centre, near(title(centre)), `${message} ${rough(centre)}`);
  }
  if (!point && (centre || written.outcode.startsWith(WHOLLY_OURS))) {
    return lost("unknown_postcode", t("We do not know the postcode {postcode}.", { postcode }), centre ? [[title(centre), written.outcode]] : []);
  }
  if (!point || !isInArea(point, known)) return notCovered(postcode);
  return { kind: "found", point, name: near(postcode), precision: "postcode", message: "", alternatives: [] };
}

function sector(written: Written & { kind: "sector" }, known: Known): Found | NotFound {
  const centre = known.districts.get(written.outcode);
  if (!centre) return unknownDistrict(written.outcode);
  const middle = t("This is the middle of {code}.", { code: centre.code ?? "" });
  return inDistrict(centre, near(`${centre.name} (${spell(written)})`), `${middle} ${rough(centre)}`);
}

function outcode(written: Written & { kind: "outcode" }, known: Known): Found | NotFound {
  const centre = known.districts.get(written.outcode);
  const other: Alternative[] = [];
  if (written.or_sector) {
    const name = known.districts.get(written.or_sector.outcode)?.name;
    const spelt = spell(written.or_sector);
    other.push([name ? `${name}, ${spelt}` : t("{sector}, outside our area", { sector: spelt }), spelt]);
  }
  if (centre) return inDistrict(centre, near(title(centre)), rough(centre), other);
  return { ...unknownDistrict(written.outcode), alternatives: other };
}

function named(q: string, known: Known): Found | NotFound {
  const name = key(q);
  const doubt = known.doubts.get(name);
  const other: Alternative[] = doubt ? [[doubt, doubt]] : [];
  const elsewhere = known.elsewhere.get(name);
  if (elsewhere) return notCovered(elsewhere, other);
  const centre = known.names.get(name);
  if (!centre) return lost("not_understood", `${t("We do not know that place.")} ${instead()}`, speltNearly(name, known));
  if (centre.code) return inDistrict(centre, near(title(centre)), rough(centre), other);
  const message = t("Distances are from the middle of {town}.", { town: centre.name });
  return { kind: "found", point: centre, name: near(centre.name), precision: "town", message, alternatives: other };
}

/** Towns one slip away (two in a long name); offered, never taken. */
function speltNearly(name: string, known: Known): Alternative[] {
  const allowed = name.length <= 5 ? 1 : 2;
  const near = [...known.names]
    .map(([spelling, place]) => ({
      slips: name.length > 2 ? slips(name, spelling) : Infinity,
      shown: place.code ? spelling.replace(/(^| )[a-z]/g, (c) => c.toUpperCase()) : place.name,
    }))
    .filter((choice) => choice.slips <= allowed)
    .sort((a, b) => a.slips - b.slips);
  return [...new Set(near.map(({ shown }) => shown))].slice(0, 3).map((shown) => [shown, shown]);
}

/** Letters wrong, missing, added, or swapped with their neighbour. */
function slips(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, j) => j);
  for (let i = 1; i <= one.length; i++) {
    const last = before;
    before = row;
    row = [i];
    for (let j = 1; j <= other.length; j++) {
      const a = one[i - 1];
      const b = other[j - 1];
      let cost = Math.min((before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (before[j - 1] ?? 0) + (a === b ? 0 : 1));
      if (i > 1 && j > 1 && a === other[j - 2] && one[i - 2] === b) cost = Math.min(cost, (last[j - 2] ?? 0) + 1);
      row.push(cost);
    }
  }
  return row[other.length] ?? 0;
}

function near(place: string): string {
  return t("Near {place}", { place });
}

function title({ name, code }: Centre): string {
  return `${name} (${code})`;
}

function rough({ code, is_partly_ours }: Centre): string {
  const named = { code: code ?? "" };
  const part = is_partly_ours ? ` ${t("Only part of {code} is in the area we cover.", named)}` : "";
  return `${t("{code} is kilometres across, so distances are rough.", named)} ${better()}${part}`;
}

function inDistrict(centre: Centre, name: string, message: string, alternatives: Alternative[] = []): Found {
  return { kind: "found", point: centre, name, precision: "district", message, alternatives };
}

function unknownDistrict(code: string): NotFound {
  if (!code.startsWith(WHOLLY_OURS)) return notCovered(code);
  return lost("unknown_postcode", `${t("We do not know the postcode district {code}.", { code })} ${instead()}`);
}
