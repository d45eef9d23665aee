/** From the sketch to the street map, as soon as its script and its first pieces are there; else the sketch stays. */
import area from "virtual:area";
import { fill, h, setText } from "../elements/dom.ts";
import { t } from "../translate.ts";
import type { Origin, Point } from "../types.ts";
import { archiveOf, type Told } from "./archive.ts";
import type { Drawing } from "./drawing.ts";
import type { Start } from "./looking.ts";

interface Wanted {
  told: Told;
  box: HTMLElement;
  /** What is said below the drawing: how it is going, and whose map it is. */
  note: HTMLElement;
  credit: HTMLElement;
  first: Start;
  origin: Origin | null;
  select: (slug: string) => void;
}

export async function streets({ told, box, note, credit, first, origin, select }: Wanted, take: (better: Drawing) => void): Promise<void> {
  const root = h("div", { class: "waiting", "aria-hidden": "true" });
  const archive = archiveOf(told);
  let made: Drawing | null = null;
  const drawn = (): void => {
    if (!made || archive.isBroken || box.dataset["drawn"] === "map") return;
    root.classList.remove("waiting");
    box.dataset["drawn"] = "map";
    setText(note, "");
    fill(credit, creditOf(told));
    take(made);
  };
  setText(note, t("The streets are coming. Until then this is a sketch."));
  try {
    const { tiles } = await import("./tiles.ts");
    box.append(root);
    made = tiles(root, { archive, first, origin, bounds: corners(), select, drawn });
    navigator.serviceWorker?.controller?.postMessage("keep the map");
    await archive.ready;
  } catch {
    if (box.dataset["drawn"] === "map") return setText(note, t("The streets could not all be loaded: close up, some are missing."));
    made?.remove();
    root.remove();
    setText(note, t("The street map could not be loaded, so this is a sketch. It needs no signal."));
  }
}

function creditOf({ is_demo }: Told): Node | string {
  if (is_demo) return t("Demo map: its lines are not real roads.");
  const attributes = { href: "https://www.openstreetmap.org/copyright", rel: "noreferrer noopener", target: "_blank" };
  return h("a", attributes, t("\u00a9 OpenStreetMap contributors"));
}

/** Of the box round the area: south-west and north-east. */
function corners(): [Point, Point] {
  const [lats, lngs] = [area.area.map(([lat = 0]) => lat), area.area.map(([, lng = 0]) => lng)];
  return [{ lat: Math.min(...lats), lng: Math.min(...lngs) }, { lat: Math.max(...lats), lng: Math.max(...lngs) }];
}
