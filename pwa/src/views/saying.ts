import file from "../../../fixtures/what_to_say.json";
import { stayAwake } from "../elements/awake.ts";
import { h, setText } from "../elements/dom.ts";
import { frame } from "../elements/frame.ts";
import { written } from "../elements/written.ts";
import type { App, View } from "../routes.ts";
import { inHerWords } from "../saying.ts";
import { t } from "../translate.ts";
import type { Place } from "../types.ts";

/** To show to staff: large, in English, with her own language beneath. The screen stays lit while it is shown. */
export function saying(app: App, one: Place): View {
  const says = h("p", { lang: "en-GB", dir: "ltr" });
  const mine = h("p", { class: "mine" });
  const buttons = file.choices.map(({ choice, says: text }) =>
    h("button", { type: "button", class: "button quiet", "aria-pressed": "false", click: (event) => choose(event.currentTarget as HTMLElement, text) }, t(choice)),
  );
  const show = (button: HTMLElement | undefined, text: string): void => {
    for (const each of buttons) each.setAttribute("aria-pressed", String(each === button));
    setText(says, text);
    setText(mine, inHerWords(text));
    mine.hidden = mine.textContent === "";
  };
  const choose = (button: HTMLElement, text: string): void => {
    show(button, text);
    app.say(inHerWords(text) || text);
    card.scrollIntoView({ block: "nearest" });
  };
  const card = h("div", { class: "loud" }, says, mine);
  show(buttons[0], file.choices[0]?.says ?? "");
  return frame(
    app,
    t("What to say to staff"),
    stayAwake(),
    h("p", {}, t("Show this to the staff. You do not have to speak.")),
    card,
    h("div", { class: "choices", role: "group", "aria-label": t("What is wrong?") }, ...buttons),
    one.what_to_expect && h("section", {}, h("h2", {}, t("What happens there")), h("p", {}, written(one.what_to_expect))),
    angela(one),
    points(file.unknown),
  );
}

function angela({ name, services }: Place): HTMLElement {
  const takesPart = services.includes("ask_for_angela") && t("{name} says it takes part in Ask for Angela.", { name });
  return points(file.angela, takesPart);
}

function points({ title, points }: { title: string; points: string[] }, first: string | false = false): HTMLElement {
  const items = [first && h("li", {}, first), ...points.map((point) => h("li", {}, t(point)))];
  return h("section", {}, h("h2", {}, t(title)), h("ul", {}, ...items));
}
