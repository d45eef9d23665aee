/** What a map can do, whichever way it is drawn. */
import type { Point } from "../types.ts";
import { PATHS, type Mark, type Shape } from "./marking.ts";

export interface Drawing {
  root: HTMLElement;
  pan: (east: number, north: number) => void;
  zoom: (by: 1 | -1) => void;
  /** To where it began: her, or the place. */
  home: () => void;
  goTo: (point: Point) => void;
  show: (marks: readonly Mark[], selected: string | null) => void;
  remove: () => void;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Record<string, string | number>, ...children: (Node | string)[]): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** A shape of 32 by 32 with a number in it. */
export function sign({ shape, isSure, number }: Pick<Mark, "shape" | "isSure" | "number">, isSelected: boolean): SVGGElement {
  const low = shape === "triangle" ? 25 : 21;
  const classes = ["sign", isSure ? "sure" : "", isSelected ? "selected" : ""].filter(Boolean).join(" ");
  return svg(
    "g",
    { class: classes },
    svg("path", { d: PATHS[shape], class: "shape" }),
    svg("text", { x: 16, y: low, "text-anchor": "middle", class: "number" }, String(number)),
  );
}

/** The shape alone, for the key. */
export function sample(shape: Shape): SVGSVGElement {
  return svg("svg", { viewBox: "-2 -2 36 36", width: 24, height: 24, "aria-hidden": "true" }, svg("g", { class: "sign" }, svg("path", { d: PATHS[shape], class: "shape" })));
}

/** Where she is, as the phone says; it never leaves it. */
export function you(words: string): SVGGElement {
  return svg(
    "g",
    { class: "you" },
    svg("circle", { r: 9, class: "ring" }),
    svg("circle", { r: 4, class: "dot" }),
    svg("text", { y: 24, "text-anchor": "middle", class: "town" }, words),
  );
}
