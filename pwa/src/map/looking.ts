/** What part of the world is on the screen, and how the buttons change it. Pure. */
import { metres } from "../geo.ts";
import { moved, WIDTHS, type View } from "../plainmap.ts";
import type { Point } from "../types.ts";

/** The middle of the area, for a list that is near nobody. */
export const MIDDLE: Point = { lat: 52.85, lng: -2.05 };
const [WIDEST = 80_000] = WIDTHS;
/** A press of a button moves by this part of what is seen. */
const STEP = 0.3;
/** At least, so that she sees more than her own street. */
const NARROWEST_START = 800;
const EQUATOR_M = 40_075_016.7;

export interface Start extends View {
  /** Where the rings are round. */
  centre: Point;
}

/** Round her with the first few places in it; without her round the place, or the whole area. */
export function start(here: Point | null, wanted: Point | null, places: readonly Point[]): Start {
  const centre = here ?? wanted ?? MIDDLE;
  const must = wanted ?? places[0];
  if (!here && !wanted) return { middle: centre, width_m: WIDEST, centre };
  const far = must ? metres(centre, must) : 0;
  const width = [...WIDTHS].reverse().find((one) => one >= NARROWEST_START && far <= one * 0.42) ?? WIDEST;
  return { middle: centre, width_m: width, centre };
}

export function panned({ middle, width_m }: View, east: number, north: number): View {
  return { middle: moved(middle, east * width_m * STEP, north * width_m * STEP), width_m };
}

/** Closer by 1, farther by -1; the same view where there is none. */
export function zoomed({ middle, width_m }: View, by: 1 | -1): View {
  const at = WIDTHS.findIndex((one) => one <= width_m);
  return { middle, width_m: WIDTHS[(at < 0 ? WIDTHS.length - 1 : at) + by] ?? width_m };
}

/** The zoom of a Mercator map at which so many metres fill so many pixels, rounded to the wider. */
export function zoomOf({ middle, width_m }: View, pixels: number): number {
  const across = EQUATOR_M * Math.cos((middle.lat * Math.PI) / 180);
  return Math.floor(Math.log2((across / width_m) * (pixels / 256)));
}

/** The next in the list, round and round; the first where none is chosen. */
export function following<T>(all: readonly T[], current: number, by: 1 | -1): T | undefined {
  if (current < 0) return by === 1 ? all[0] : all.at(-1);
  return all[(current + by + all.length) % all.length];
}
