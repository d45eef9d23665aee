/** How a place is marked: by a number and a shape, never by colour alone. Pure. */
import type { Answer, Item } from "../answer.ts";
import { t } from "../translate.ts";
import type { Label, Origin, Place, Point } from "../types.ts";
import { stateWords } from "../words.ts";
import { bearing, bearingWords } from "./compass.ts";

export type Shape = "circle" | "triangle" | "square" | "diamond";

export interface Mark {
  slug: string;
  number: number;
  shape: Shape;
  /** Staff said so tonight: the shape is filled. */
  isSure: boolean;
  point: Point;
  /** The same on the map and in the list. */
  name: string;
  state: string;
  item: Item;
}

const SHAPES = { open: "circle", closing_soon: "triangle", full: "square", closed: "diamond", unknown: "diamond" } as const;

export function shapeOf({ state, call_first }: Label): Shape {
  return call_first && state !== "full" ? "diamond" : SHAPES[state];
}

/** Corners in a square of 32, as SVG's path has them. */
export const PATHS: Record<Shape, string> = {
  circle: "M16 2a14 14 0 1 0 0 28a14 14 0 1 0 0-28z",
  triangle: "M16 1L31.5 30H.5z",
  square: "M3 3h26v26H3z",
  diamond: "M16 0L32 16L16 32L0 16z",
};

/** What the list shows, in its order, and the place that the map was opened for even where the list leaves it out. */
export function marks(found: Answer, wanted: string | null): Mark[] {
  const shown = [...found.open, ...found.next, ...found.call_first];
  const missing = found.all.find(({ place }) => place.slug === wanted && !shown.some((one) => one.place.slug === wanted));
  return (missing ? [missing, ...shown] : shown).map(mark);
}

function mark(item: Item, index: number): Mark {
  const { place, label } = item;
  const number = index + 1;
  return {
    slug: place.slug,
    number,
    shape: shapeOf(label),
    isSure: label.basis === "confirmed",
    point: place.point,
    name: `${number}. ${place.name}`,
    state: stateWords(label),
    item,
  };
}

/** Whether it is she who is there, and not a town or postcode that was typed. */
export function isHer(origin: Origin | null): origin is Origin {
  return origin !== null && origin.name === null && origin.accuracy_m !== null;
}

export function hereWords(origin: Origin): string {
  return origin.name ?? t("You");
}

/** "north-east of you"; nothing where we do not know where she is. */
export function directionWords(place: Place, origin: Origin | null): string {
  return isHer(origin) ? bearingWords(bearing(origin.point, place.point)) : "";
}

export function legend(): [Shape, string][] {
  return [
    ["circle", t("Open, or should be open")],
    ["triangle", t("Closing soon")],
    ["square", t("Full")],
    ["diamond", t("Closed, or call first")],
  ];
}
