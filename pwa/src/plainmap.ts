/** A plain map's arithmetic: metres east and north of a middle, drawn into a square. Pure. */
import type { Point } from "./types.ts";

const METRES_PER_DEGREE = 111_195;
export const SIZE = 320;
/** How many metres the square is wide, from the whole county down to a street. */
export const WIDTHS = [80_000, 32_000, 12_800, 5_000, 2_000, 800, 320];

export interface View {
  middle: Point;
  width_m: number;
}

export interface Spot {
  x: number;
  y: number;
}

export function spotOf({ lat, lng }: Point, { middle, width_m }: View): Spot {
  const perMetre = SIZE / width_m;
  const narrow = Math.cos((middle.lat * Math.PI) / 180);
  return {
    x: SIZE / 2 + (lng - middle.lng) * narrow * METRES_PER_DEGREE * perMetre,
    y: SIZE / 2 - (lat - middle.lat) * METRES_PER_DEGREE * perMetre,
  };
}

export function moved({ lat, lng }: Point, east_m: number, north_m: number): Point {
  const narrow = Math.cos((lat * Math.PI) / 180);
  return round({ lat: lat + north_m / METRES_PER_DEGREE, lng: lng + east_m / (METRES_PER_DEGREE * narrow) });
}

export function pointAt({ x, y }: Spot, { middle, width_m }: View): Point {
  const metres = width_m / SIZE;
  return moved(middle, (x - SIZE / 2) * metres, (SIZE / 2 - y) * metres);
}

/** Five decimals are about a metre. */
export function round({ lat, lng }: Point): Point {
  return { lat: Math.round(lat * 1e5) / 1e5, lng: Math.round(lng * 1e5) / 1e5 };
}

/** A round length of at most a quarter of the view, for rings and for steps. */
export function stepOf({ width_m }: View): number {
  const most = width_m / 4;
  const power = 10 ** Math.floor(Math.log10(most));
  return (most / power >= 5 ? 5 : most / power >= 2 ? 2 : 1) * power;
}

export function isInView({ x, y }: Spot): boolean {
  return x >= 0 && x <= SIZE && y >= 0 && y <= SIZE;
}

/** A latitude and longitude as somebody typed them; null where they are none. */
export function typedPoint(lat: string, lng: string): Point | null {
  const [north, east] = [lat, lng].map((text) => (/^\s*-?\d{1,3}(\.\d+)?\s*$/.test(text) ? Number(text) : NaN)) as [number, number];
  return Math.abs(north) <= 90 && Math.abs(east) <= 180 ? round({ lat: north, lng: east }) : null;
}

export function metresWords(metres: number): string {
  return metres >= 1_000 ? `${metres / 1_000} km` : `${metres} m`;
}
