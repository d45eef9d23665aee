/** Towns and districts that the phone carries. */
import type { Point } from "./types.ts";

/** The parts of fixtures/gazetteer.json that the phone needs. */
export interface GazetteerFile {
  towns: { name: string; lat: number; lng: number; also?: string[] }[];
  doubts: Record<string, string>;
  districts: Record<string, (string | number | boolean)[]>;
  other_districts: string[];
  elsewhere: string[];
  postcode_areas: string;
}

export interface Centre extends Point {
  name: string;
  /** The district's outward code; null for a town. */
  code: string | null;
  is_partly_ours: boolean;
}

export interface Gazetteer {
  districts: Map<string, Centre>;
  names: Map<string, Centre>;
  doubts: Map<string, string>;
  elsewhere: Map<string, string>;
  other_districts: string[];
  postcode_areas: string[];
}

const FILLERS = "on upon under by the near in town centre center staffordshire staffs england uk".split(" ");

/** A name as we compare it: no case, accents, apostrophes, hyphens or filler words. */
export function key(name: string): string {
  const plain = name.normalize("NFKD").toLowerCase().replace(/['\u2019\u0300-\u036f]/g, "");
  return (plain.match(/[a-z0-9]+/g) ?? []).filter((word) => !FILLERS.includes(word)).join(" ");
}

export function read(file: GazetteerFile): Gazetteer {
  const districts = new Map<string, Centre>();
  for (const [code, [name, lat, lng, partly]] of Object.entries(file.districts)) {
    districts.set(code, { code, name: String(name), lat: Number(lat), lng: Number(lng), is_partly_ours: partly === true });
  }
  return {
    ...file,
    districts,
    names: names(file, districts),
    doubts: new Map(Object.entries(file.doubts)),
    elsewhere: new Map(file.elsewhere.map((name) => [key(name), name])),
    postcode_areas: file.postcode_areas.split(" "),
  };
}

/** A town wins over a district of the same name, an earlier district over later ones. */
function names(file: GazetteerFile, districts: Map<string, Centre>): Map<string, Centre> {
  const found = new Map<string, Centre>();
  const add = (name: string, centre: Centre): void => {
    if (!found.has(key(name))) found.set(key(name), centre);
  };
  for (const { name, lat, lng, also = [] } of file.towns) {
    for (const spelling of [name, ...also]) add(spelling, { name, lat, lng, code: null, is_partly_ours: false });
  }
  for (const district of districts.values()) {
    for (const name of district.name.split(" and ")) add(name, district);
  }
  return found;
}
