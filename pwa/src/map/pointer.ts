/** An arrow to the chosen place that turns with the phone, where the phone has a compass and may tell. */
import { h, setText } from "../elements/dom.ts";
import type { App } from "../routes.ts";
import { t } from "../translate.ts";
import { bearing, bearingWords, turned, turnWords } from "./compass.ts";
import { svg } from "./drawing.ts";
import { isHer, type Mark } from "./marking.ts";
import { follow } from "./turning.ts";

export interface Pointer {
  root: HTMLElement;
  show: (mark: Mark | null) => void;
}

export function pointer(app: App): Pointer {
  const arrow = svg("g", {}, svg("path", { d: "M0-26L18 22L0 12L-18 22z" }));
  const picture = svg("svg", { viewBox: "-32 -32 64 64", width: 64, height: 64, "aria-hidden": "true" }, arrow);
  const words = h("p", { role: "status" });
  const button = h("button", { type: "button", class: "button quiet", click: () => void begin() }, t("Point the way"));
  const dial = h("div", { class: "pointer", hidden: true });
  dial.append(picture, words);
  const root = h("div", { hidden: true }, h("p", { class: "actions" }, button), dial);
  let target: Mark | null = null;
  let facing: number | null = null;

  const draw = (): void => {
    const { origin } = app;
    root.hidden = !target || !isHer(origin);
    if (!target || !origin || facing === null) return;
    const degrees = turned(bearing(origin.point, target.point) - facing);
    arrow.setAttribute("transform", `rotate(${degrees.toFixed(0)})`);
    setText(words, `${target.item.place.name}: ${turnWords(degrees)}`);
  };
  /** Nobody looks any more. */
  const rest = (ending: AbortController): void => {
    ending.abort();
    facing = null;
    button.disabled = false;
    dial.hidden = true;
  };
  const begin = async (): Promise<void> => {
    const ending = new AbortController();
    button.disabled = true;
    const outcome = await follow((degrees) => {
      if (!root.isConnected) return rest(ending);
      facing = degrees;
      draw();
    }, ending.signal);
    dial.hidden = false;
    button.disabled = outcome === "on";
    if (outcome === "on") return;
    ending.abort();
    picture.toggleAttribute("hidden", true);
    setText(words, sorry(outcome, app, target));
  };
  return { root, show: (mark) => ((target = mark), draw()) };
}

function sorry(outcome: "denied" | "none", { origin }: App, target: Mark | null): string {
  const why = outcome === "denied" ? t("Your phone did not let us use its compass.") : t("This phone has no compass that we can use.");
  const way = origin && target ? bearingWords(bearing(origin.point, target.point)) : "";
  return way ? `${why} ${target?.item.place.name}: ${way}.` : why;
}
