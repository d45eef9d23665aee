import type { Point } from "./types.ts";

const RADIUS_M = 6_371_008.8;
const DETOUR = 1.3;
const WALK_M_PER_MINUTE = 80;

/** Great-circle metres; within 0.5 % of the ellipsoid. */
export function metres(a: Point, b: Point): number {
  const rad = Math.PI / 180;
  const dLat = ((b.lat - a.lat) * rad) / 2;
  const dLng = ((b.lng - a.lng) * rad) / 2;
  const h = Math.sin(dLat) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(dLng) ** 2;
  return 2 * RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Streets are longer than the straight line, by about 1.3 times. */
export function walkMinutes(distance: number): number {
  return Math.ceil((distance * DETOUR) / WALK_M_PER_MINUTE);
}
