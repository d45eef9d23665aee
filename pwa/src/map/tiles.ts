/** The street map: Leaflet moves it, protomaps-leaflet draws it. Fetched when somebody wants to see it. */
import { Circle, DivIcon, DomUtil, GridLayer, LatLng, LatLngBounds, Map as Leaflet, Marker } from "leaflet";
import { PMTiles } from "pmtiles";
import { labelRules, leafletLayer, paintRules } from "protomaps-leaflet";
import { h } from "../elements/dom.ts";
import type { Origin, Point } from "../types.ts";
import type { Archive } from "./archive.ts";
import { sign, svg, you, type Drawing } from "./drawing.ts";
import { flavor } from "./flavor.ts";
import { zoomOf, type Start } from "./looking.ts";
import { hereWords, type Mark } from "./marking.ts";

// protomaps-leaflet looks for these two where a script tag would have put them.
Object.assign(globalThis, { L: { GridLayer, DomUtil } });

const CLOSEST = 17;
const WIDEST = 8;
const STEP = 0.3;
const LIGHT = "(prefers-color-scheme: light)";

interface Options {
  archive: Archive;
  first: Start;
  origin: Origin | null;
  bounds: [Point, Point];
  select: (slug: string) => void;
  /** The first look at it is drawn. */
  drawn: () => void;
}

/** Its root must be in the page, with a size, before it is begun. */
export function tiles(root: HTMLElement, { archive, first, origin, bounds, select, drawn }: Options): Drawing {
  // Nothing glides: it costs a slow phone the most, and some people dizziness.
  const map = new Leaflet(root, {
    zoomControl: false, attributionControl: false, keyboard: false, boxZoom: false, scrollWheelZoom: false,
    zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false,
    minZoom: WIDEST, maxZoom: CLOSEST, maxBounds: new LatLngBounds(bounds.map(at)).pad(0.3),
  });
  const begin = (): void => void map.setView(at(first.middle), clamp(zoomOf(first, root.clientWidth || 320)), { animate: false });
  begin();
  const ground = grounds(map, archive, drawn);
  if (origin) here(map, origin);
  const markers = new globalThis.Map<string, { marker: Marker; key: string }>();
  return {
    root,
    pan: (east, north) => map.panBy([east * STEP * root.clientWidth, -north * STEP * root.clientHeight], { animate: false }),
    zoom: (by) => map.setZoom(map.getZoom() + by, { animate: false }),
    home: begin,
    goTo: (point) => map.panTo(at(point), { animate: false }),
    show: (marks, selected) => {
      for (const [slug, { marker }] of markers) if (!marks.some((mark) => mark.slug === slug)) (marker.remove(), markers.delete(slug));
      for (const mark of marks) put(map, markers, mark, mark.slug === selected, select);
    },
    remove: () => (ground.end(), map.remove()),
  };
}

function at({ lat, lng }: Point): LatLng {
  return new LatLng(lat, lng);
}

function clamp(zoom: number): number {
  return Math.max(WIDEST, Math.min(CLOSEST, zoom));
}

/** First what the first piece holds, then closer looks over it as they come; in the colours of the app. */
function grounds(map: Leaflet, archive: Archive, drawn: () => void): { end: () => void } {
  const reader = new PMTiles(archive);
  const light = matchMedia(LIGHT);
  const [[begun] = [0], ...steps] = archive.told.steps;
  let best = begun;
  let shown: GridLayer | null = null;
  const lay = (): void => {
    const [old, fresh] = [shown, ground(reader, best, light.matches)];
    fresh.once("load", () => (old?.remove(), drawn()));
    shown = fresh.addTo(map);
  };
  const closer = async (): Promise<void> => {
    for (const [zoom, end] of steps) {
      await archive.upTo(end);
      best = zoom;
      lay();
    }
  };
  lay();
  closer().catch(() => undefined);
  light.addEventListener("change", lay);
  return { end: () => light.removeEventListener("change", lay) };
}

function ground(reader: PMTiles, maxDataZoom: number, isLight: boolean): GridLayer {
  const colours = flavor(isLight);
  const layer = leafletLayer({
    url: reader, maxDataZoom, paintRules: paintRules(colours), labelRules: labelRules(colours, "en"), backgroundColor: colours.background, attribution: "",
  });
  return layer as unknown as GridLayer;
}

function here(map: Leaflet, origin: Origin): void {
  const { point, accuracy_m } = origin;
  if (accuracy_m !== null && accuracy_m > 0) new Circle(at(point), { radius: accuracy_m, className: "accuracy", interactive: false }).addTo(map);
  const picture = svg("svg", { viewBox: "-60 -12 120 42", width: 120, height: 42 }, you(hereWords(origin)));
  new Marker(at(point), { icon: icon(picture, [120, 42], [60, 12]), interactive: false, keyboard: false, zIndexOffset: -1_000 }).addTo(map);
}

type Markers = globalThis.Map<string, { marker: Marker; key: string }>;

function put(map: Leaflet, markers: Markers, mark: Mark, isSelected: boolean, select: (slug: string) => void): void {
  const { slug, point, number, shape, isSure } = mark;
  const key = [number, shape, isSure, isSelected, point.lat, point.lng].join();
  const old = markers.get(slug);
  if (old?.key === key) return;
  old?.marker.remove();
  const picture = svg("svg", { viewBox: "-6 -6 44 44", width: 44, height: 44, "data-slug": slug }, sign(mark, isSelected));
  // The list says the same and is what the keyboard and a screen reader use.
  const marker = new Marker(at(point), { icon: icon(picture, [44, 44], [22, 22]), keyboard: false, zIndexOffset: isSelected ? 1_000 : -number });
  marker.on("click", () => select(slug)).addTo(map);
  markers.set(slug, { marker, key });
}

function icon(picture: SVGElement, iconSize: [number, number], iconAnchor: [number, number]): DivIcon {
  const html = h("div", { class: "marker" });
  html.append(picture);
  return new DivIcon({ html, className: "", iconSize, iconAnchor });
}
