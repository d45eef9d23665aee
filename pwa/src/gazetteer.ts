/** Towns and districts that the phone carries, and the shape of the area. */
import type { Point } from "./types.ts";

/** The parts of fixtures/gazetteer.json that the phone needs. */
export interface GazetteerFile {
  towns: { name: string; lat: number; lng: number; also?: string[] }[];
  doubts: Record<string, string>;
  districts: Record<string, (string | number | boolean)[]>;
  other_districts: string[];
  elsewhere: string[];
  postcode_areas: string;
  area: number[][];
  area_margin_m: number;
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
  area: Point[];
  area_margin_m: number;
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
    area: file.area.map(([lat = 0, lng = 0]) => ({ lat, lng })),
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

const METRES_PER_DEGREE = 111_195;

/** Whether a point is in the area or within its margin; approximate, as the area is. */
export function isInArea(point: Point, { area, area_margin_m }: Gazetteer): boolean {
  const narrow = Math.cos((point.lat * Math.PI) / 180);
  const ring = area.map(({ lat, lng }) => ({
    x: (lng - point.lng) * narrow * METRES_PER_DEGREE,
    y: (lat - point.lat) * METRES_PER_DEGREE,
  }));
  let isInside = false;
  let nearest = Infinity;
  ring.forEach((a, i) => {
    const b = ring[(i + 1) % ring.length] ?? a;
    if (a.y > 0 !== b.y > 0 && a.x - (a.y * (b.x - a.x)) / (b.y - a.y) > 0) isInside = !isInside;
    nearest = Math.min(nearest, metresToSide(a, b));
  });
  return isInside || nearest <= area_margin_m;
}

type Flat = { x: number; y: number };

function metresToSide(a: Flat, b: Flat): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const along = length ? Math.max(0, Math.min(1, -(a.x * dx + a.y * dy) / length)) : 0;
  return Math.hypot(a.x + along * dx, a.y + along * dy);
}
