/** The map, when wanted: a drawing, buttons for all that a finger can do on it, and a list that says the same. */
import { answer, type Answer } from "../answer.ts";
import { fill, h, setText } from "../elements/dom.ts";
import { frame } from "../elements/frame.ts";
import { freshness } from "../elements/freshness.ts";
import type { App, View } from "../routes.ts";
import { t } from "../translate.ts";
import type { Told } from "./archive.ts";
import { buttons, howWeKnow, key, listed } from "./controls.ts";
import type { Drawing } from "./drawing.ts";
import { following, start } from "./looking.ts";
import css from "./map.css?inline";
import { isHer, marks, type Mark } from "./marking.ts";
import { pointer } from "./pointer.ts";
import { sketch } from "./sketch.ts";
import { streets } from "./streets.ts";

let isStyled = false;

/** `slug` is the place that it is opened for, if it is for one; `told` is null where there are no streets to be had. */
export function screen(app: App, slug: string | null, told: Told | null): View {
  style();
  const { origin } = app;
  const list = h("ul", { class: "list" });
  const note = h("p", { class: "hint" }, sketchWords());
  const credit = h("p", { class: "hint" });
  const age = h("p", { class: "age" });
  const box = h("div", { class: "map", role: "group", tabindex: "0", "data-drawn": "sketch", "aria-label": t("Map. The arrow keys move it, plus and minus zoom. The list below says the same.") });
  const way = pointer(app);
  let shown: Mark[] = [];
  let selected = slug;
  let rows = new Map<string, ReturnType<typeof listed>>();

  const found = (): Answer | null => {
    const held = app.held();
    return held && answer(held, origin, app.filters, app.now());
  };
  const select = (one: string): void => {
    selected = one;
    draw();
    const mark = shown.find(({ slug: other }) => other === one);
    if (mark) (drawing.goTo(mark.point), app.say(`${mark.name}. ${mark.state}.`));
  };
  const step = (by: 1 | -1): void => {
    const next = following(shown, shown.findIndex((mark) => mark.slug === selected), by);
    if (next) select(next.slug);
  };
  const relist = (): void => {
    rows = new Map(shown.map((mark) => [mark.slug, listed(app, mark, select)]));
    fill(list, ...[...rows.values()].map(({ root }) => root));
  };
  const draw = (): void => {
    const all = found();
    shown = all ? marks(all, slug) : [];
    drawing.show(shown, selected);
    if (shown.map((mark) => mark.slug).join() !== [...rows.keys()].join()) relist();
    for (const mark of shown) rows.get(mark.slug)?.update(mark, mark.slug === selected, app.now());
    way.show(shown.find((mark) => mark.slug === selected) ?? null);
    setText(age, freshness(app.held(), app.now(), app.link(), app.skew()).text);
  };

  const wanted = app.held()?.snapshot.places.find((one) => one.slug === slug)?.point ?? null;
  const first = start(origin?.point ?? null, wanted, found()?.open.map(({ place }) => place.point) ?? []);
  let drawing: Drawing = sketch(first, origin, select);
  box.append(drawing.root);
  const moves = buttons({ drawing: () => drawing, step, isFromHer: isHer(origin), box });
  const view = frame(app, t("Map"), age, box, note, credit, moves, way.root, key(), h("h2", {}, t("Places on the map")), list, howWeKnow());
  draw();
  if (told) {
    void streets({ told, box, note, credit, first, origin, select }, (better) => {
      drawing.remove();
      drawing.root.remove();
      drawing = better;
      draw();
    });
  }
  return { ...view, tick: draw };
}

function sketchWords(): string {
  return t("This is a sketch: the rings show how far, and north is at the top. It needs no signal.");
}

/** Styles that only this screen needs; a browser that cannot take them shows the list all the same. */
function style(): void {
  if (isStyled) return;
  isStyled = true;
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  } catch {
    // An old browser.
  }
}
