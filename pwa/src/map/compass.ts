/** Which way something lies, in degrees and in words. Pure. */
import { t } from "../translate.ts";
import type { Point } from "../types.ts";

/** Degrees clockwise from north, as one sets out. */
export function bearing(from: Point, to: Point): number {
  const rad = Math.PI / 180;
  const dLng = (to.lng - from.lng) * rad;
  const [a, b] = [from.lat * rad, to.lat * rad];
  const east = Math.sin(dLng) * Math.cos(b);
  const north = Math.cos(a) * Math.sin(b) - Math.sin(a) * Math.cos(b) * Math.cos(dLng);
  return turned(Math.atan2(east, north) / rad);
}

/** From 0 to below 360. */
export function turned(degrees: number): number {
  return ((degrees % 360) + 360) % 360;
}

/** "north-east of you": whole phrases, because languages put them together differently. */
export function bearingWords(degrees: number): string {
  const phrases = [
    t("north of you"), t("north-east of you"), t("east of you"), t("south-east of you"),
    t("south of you"), t("south-west of you"), t("west of you"), t("north-west of you"),
  ];
  return phrases[Math.round(turned(degrees) / 45) % 8] ?? "";
}

/** Where to turn, for somebody who does not see the arrow; `degrees` is clockwise from where the phone points. */
export function turnWords(degrees: number): string {
  const phrases = [t("It is straight ahead of you."), t("It is to your right."), t("It is behind you."), t("It is to your left.")];
  return phrases[Math.round(turned(degrees) / 90) % 4] ?? "";
}

/** What browsers tell of a phone that is turned; each has its own way. */
export interface Turn {
  alpha: number | null;
  absolute: boolean;
  webkitCompassHeading?: number;
  webkitCompassAccuracy?: number;
}

/** Rougher than this and the arrow would send her the wrong way. */
const ROUGH_DEGREES = 50;

/** Degrees clockwise from north; null where the phone does not know, or knows too roughly. `screen` is how far the picture is turned. */
export function heading({ alpha, absolute, webkitCompassHeading, webkitCompassAccuracy }: Turn, screen: number): number | null {
  if (webkitCompassHeading !== undefined) {
    const accuracy = webkitCompassAccuracy ?? 0;
    return accuracy < 0 || accuracy > ROUGH_DEGREES ? null : turned(webkitCompassHeading + screen);
  }
  return absolute && alpha !== null ? turned(360 - alpha + screen) : null;
}
