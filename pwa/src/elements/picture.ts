const SVG = "http://www.w3.org/2000/svg";

/** A drawing of ours, for those who read it beside the words; there is nothing in it that the words do not say. */
export function picture(path: string): Element {
  const svg = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  for (const [name, value] of [["class", "picture"], ["viewBox", "0 0 48 48"], ["aria-hidden", "true"]] as const) svg.setAttribute(name, value);
  return svg;
}
