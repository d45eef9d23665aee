import { archiveOf, type Told } from "../map/archive.ts";
import type { App } from "../routes.ts";
import { t } from "../translate.ts";
import { h } from "./dom.ts";

/** Fetches the map and shows it; nothing of it is fetched before. `slug` is the place that it is for. */
export function mapButton(app: App, slug: string | null): HTMLElement {
  const text = document.getElementById("app")?.dataset["map"];
  const told = text ? (JSON.parse(text) as Told) : null;
  const size = Math.round((told?.bytes ?? 0) / 1_000_000);
  const open = async (): Promise<void> => {
    // All that it needs at once: each question by itself takes half a second on a slow network.
    const coming = import("../map/screen.ts").catch(() => null);
    if (told) {
      archiveOf(told);
      import("../map/tiles.ts").catch(() => undefined);
    }
    const part = await coming;
    if (part) app.routes.show(part.screen(app, slug, told));
    else app.say(t("The map needs signal the first time."));
  };
  return h("button", { type: "button", class: "button quiet", click: () => void open() }, size > 0 ? t("Show map ({size} MB)", { size }) : t("Show map"));
}
