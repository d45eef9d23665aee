/** What a position of the phone is good for. Pure. */
import { ROUGH_M, SURE } from "./answer.ts";
import { isInArea, type Area } from "./area.ts";
import type { Position } from "./location.ts";

const OLD_MS = 120_000;
/** Metres a second: as far as a car in a town takes somebody. */
const MOVING = 14;
/** However bad a position is, London is not Stafford. */
const MOST_M = 30_000;

/** `rough` and `old` want her to say where she is; `away` is nowhere near what we list. */
export type Worth = "good" | "rough" | "old" | "away";

interface Clocks {
  /** The phone's clock, and the true time as far as it is known. */
  wall: number;
  now: number;
}

/** The age by whichever clock the position was dated: a phone's own may be hours out, and satellites have theirs. */
export function ageOf({ taken_at }: Position, { wall, now }: Clocks): number {
  return Math.min(Math.abs(wall - taken_at), Math.abs(now - taken_at));
}

/** A bad position near the border of the area is asked about and not turned away. */
export function worthOf(position: Position, clocks: Clocks, area: Area): Worth {
  const { point, accuracy_m } = position;
  const isOld = ageOf(position, clocks) > OLD_MS;
  const isBad = isOld || accuracy_m > ROUGH_M;
  const margin = isBad ? Math.min(reach(position, clocks), MOST_M) : 0;
  if (!isInArea(point, { ...area, area_margin_m: area.area_margin_m + margin })) return "away";
  return isOld ? "old" : isBad ? "rough" : "good";
}

/** How far from the position she may be by now, as a radius like the phone's own. */
export function radiusOf(position: Position, clocks: Clocks): number {
  const age = ageOf(position, clocks);
  return position.accuracy_m + (age > OLD_MS ? (MOVING * age) / 1_000 / SURE : 0);
}

function reach(position: Position, clocks: Clocks): number {
  return SURE * radiusOf(position, clocks);
}
