import file from "../../../fixtures/easy.json";
import type { Item } from "../answer.ts";
import { fill, h, setText } from "../elements/dom.ts";
import { callEmergency, frame } from "../elements/frame.ts";
import { freshness } from "../elements/freshness.ts";
import { picture } from "../elements/picture.ts";
import type { App, View } from "../routes.ts";
import { t } from "../translate.ts";
import { sentence } from "../words.ts";
import { firstOf } from "./home.ts";

const FEW = 5;

/** The same as the page that the server makes (`backend/pages/easy.py`): one thing a line. */
export function easy(app: App): View {
  const age = h("div", {});
  const heading = h("h3", {});
  const list = h("ul", { class: "list" });
  const under: Record<string, () => HTMLElement[]> = {
    danger: () => [callEmergency()],
    find: () => [actions("button", t("Find the nearest open place"), app.find)],
    open: () => [age, heading, list],
    talk: () => [actions("button quiet", t("Help lines"), app.openHelp)],
  };
  const steps = file.steps.map(({ id, picture: path, title, says }) =>
    h("section", { class: "step" }, picture(path), h("div", {}, h("h2", {}, t(title)), ...says.map((line) => h("p", {}, t(line))), ...(under[id]?.() ?? []))),
  );
  const view = frame(app, t(file.title), ...steps);
  view.root.classList.add("easy");
  let shown = "";
  const tick = (): void => {
    const [held, now] = [app.held(), app.now()];
    const { text, isOld } = freshness(held, now, app.link(), app.skew());
    fill(age, ...linesOf(text).map((line) => h("p", { class: isOld ? "age old" : "age" }, line)));
    if (held === null) return;
    const { heading: words, items } = firstOf(held, now);
    setText(heading, words);
    const rows = items.slice(0, FEW).map((item) => row(item, now, app));
    const said = rows.map(({ textContent }) => textContent).join();
    if (said === shown || (shown && app.isInUse())) return;
    shown = said;
    fill(list, ...rows);
  };
  tick();
  return { ...view, tick };
}

function actions(kind: string, words: string, click: () => void): HTMLElement {
  return h("p", { class: "actions" }, h("button", { type: "button", class: kind, click }, words));
}

/** Each sentence on a line of its own. */
function linesOf(text: string): string[] {
  return text.split(/(?<=[.?!]) +/);
}

function row({ place, label }: Item, now: number, app: App): HTMLElement {
  return h(
    "li",
    { "data-state": label.state, "data-basis": label.basis },
    h("a", { class: "name", href: `/place/${place.slug}`, click: (event) => (event.preventDefault(), app.openPlace(place.slug)) }, place.name),
    place.is_demo && h("p", { class: "demo" }, t("Demo")),
    place.town && h("p", {}, place.town),
    ...linesOf(sentence(label, now)).map((line) => h("p", {}, line)),
  );
}
