import { telephoneUrl } from "../telephone.ts";
import type { Place, Point } from "../types.ts";
import { h } from "./dom.ts";
import { t } from "../translate.ts";

/**
 * A link that hands over the destination and nothing else: never where the person is.
 * Android opens the maps app that its owner chose, Apple's devices theirs, others OpenStreetMap.
 */
export function directionsUrl({ lat, lng }: Point, agent: string): string {
  const to = `${lat},${lng}`;
  if (/Android/.test(agent)) return `geo:${to}?q=${to}`;
  if (/iPhone|iPad|Macintosh/.test(agent)) return `https://maps.apple.com/?daddr=${to}&dirflg=w`;
  return `https://www.openstreetmap.org/directions?to=${encodeURIComponent(to)}`;
}

export function actions(place: Place, more?: HTMLElement): HTMLElement {
  return h(
    "p",
    { class: "actions" },
    h(
      "a",
      { class: "button", href: directionsUrl(place.point, navigator.userAgent), rel: "noreferrer noopener", target: "_blank" },
      t("Directions"),
      h("span", { class: "unseen" }, ` ${t("to {place}, in your maps app", { place: place.name })}`),
    ),
    place.phone && h("a", { class: "button quiet", href: telephoneUrl(place.phone) }, t("Call"), h("span", { class: "unseen" }, ` ${place.name}`)),
    more,
  );
}
