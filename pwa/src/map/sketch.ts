/** A map without a map: rings, towns and places by arithmetic. It needs no signal and no archive. */
import gazetteer from "virtual:gazetteer";
import { fill, h } from "../elements/dom.ts";
import { isInView, metresWords, SIZE, spotOf, stepOf, type View } from "../plainmap.ts";
import { t } from "../translate.ts";
import type { Origin, Point } from "../types.ts";
import { sign, svg, you, type Drawing } from "./drawing.ts";
import { panned, zoomed, type Start } from "./looking.ts";
import { hereWords, type Mark } from "./marking.ts";

const RINGS = 4;
const TOWNS_FROM_M = 2_000;

export function sketch(first: Start, origin: Origin | null, select: (slug: string) => void): Drawing {
  let view: View = first;
  let shown: readonly Mark[] = [];
  let chosen: string | null = null;
  const layers = { rings: svg("g", {}), towns: svg("g", {}), places: svg("g", {}), you: svg("g", {}) };
  const picture = svg("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, width: "100%", height: "100%" }, ...Object.values(layers), north());
  const root = h("div", { class: "sketch", "aria-hidden": "true" });
  root.append(picture);

  const draw = (): void => {
    layers.rings.replaceChildren(...rings(view, first.centre));
    layers.towns.replaceChildren(...(view.width_m >= TOWNS_FROM_M ? towns(view) : []));
    layers.places.replaceChildren(...ordered(shown, chosen).map((mark) => place(mark, view, mark.slug === chosen, select)));
    layers.you.replaceChildren(...(origin ? [moved(you(hereWords(origin)), spotOf(origin.point, view))] : []));
  };
  const to = (next: View): void => {
    view = next;
    draw();
  };
  draw();
  return {
    root,
    pan: (east, north) => to(panned(view, east, north)),
    zoom: (by) => to(zoomed(view, by)),
    home: () => to(first),
    goTo: (middle) => to({ ...view, middle }),
    show: (marks, selected) => ([shown, chosen] = [marks, selected], draw()),
    remove: () => fill(root),
  };
}

/** The chosen one last, so that it lies on top. */
function ordered(marks: readonly Mark[], chosen: string | null): Mark[] {
  return [...marks.filter(({ slug }) => slug !== chosen).reverse(), ...marks.filter(({ slug }) => slug === chosen)];
}

function moved<T extends SVGElement>(element: T, { x, y }: { x: number; y: number }): T {
  element.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
  return element;
}

function rings(view: View, centre: Point): SVGElement[] {
  const step = stepOf(view);
  const { x, y } = spotOf(centre, view);
  const perMetre = SIZE / view.width_m;
  return Array.from({ length: RINGS }, (_, i) => (i + 1) * step).flatMap((far) => {
    const r = far * perMetre;
    return [
      svg("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: r.toFixed(1), class: "far" }),
      svg("text", { x: x.toFixed(1), y: (y - r - 3).toFixed(1), "text-anchor": "middle", class: "metres" }, metresWords(far)),
    ];
  });
}

function towns(view: View): SVGElement[] {
  return gazetteer.towns
    .map(({ name, ...point }) => ({ name, spot: spotOf(point, view) }))
    .filter(({ spot }) => isInView(spot))
    .map(({ name, spot }) => moved(svg("g", {}, svg("circle", { r: 2, class: "dot" }), svg("text", { y: 14, "text-anchor": "middle", class: "town" }, name)), spot));
}

function place(mark: Mark, view: View, isSelected: boolean, select: (slug: string) => void): SVGElement {
  const { x, y } = spotOf(mark.point, view);
  const group = moved(svg("g", { class: "place", "data-slug": mark.slug }), { x: x - 16, y: y - 16 });
  group.append(svg("circle", { cx: 16, cy: 16, r: 22, class: "reach" }), sign(mark, isSelected));
  group.addEventListener("click", () => select(mark.slug));
  return group;
}

function north(): SVGElement {
  return svg("g", { transform: "translate(20 22)", class: "north" }, svg("path", { d: "M0-14L7 8L0 3L-7 8z" }), svg("text", { y: 22, "text-anchor": "middle", class: "town" }, t("N")));
}
