import { correction, generate } from "lean-qr";

/** What a scanner wants around a code. */
const QUIET = 4;

/** Drawn on the phone: asked of the server it would tell which place she looks at, and it would need a signal. */
export function qr(text: string, name: string): HTMLElement {
  const code = generate(text, { minCorrectionLevel: correction.M });
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", name);
  code.toCanvas(canvas, { on: [0, 0, 0], off: [255, 255, 255], pad: QUIET });
  return canvas;
}
