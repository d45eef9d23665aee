/** Whether a point is in the area that the VRA covers; the twin of backend/geo/points.py. */
import type { Point } from "./types.ts";

/** Corners as [lat, lng], and how far outside still counts. */
export interface Area {
  area: number[][];
  area_margin_m: number;
}

const METRES_PER_DEGREE = 111_195;

/** Approximate, as the area is. */
export function isInArea(point: Point, { area, area_margin_m }: Area): boolean {
  const narrow = Math.cos((point.lat * Math.PI) / 180);
  const ring = area.map(([lat = 0, lng = 0]) => ({
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
