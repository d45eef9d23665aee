import { contradict, type Told, type Wrong } from "../contradicting.ts";
import { h, setText } from "../elements/dom.ts";
import { callEmergency } from "../elements/frame.ts";
import type { App } from "../routes.ts";
import type { Place } from "../types.ts";
import { elsewhere } from "./elsewhere.ts";
import { t } from "../translate.ts";

const CHOICES: [Wrong, string][] = [
  ["closed", t("It was closed when I got there")],
  ["nobody_helped", t("Nobody helped me")],
];
const SAYS: Record<Told, string> = {
  told: t("Thank you. We have been told."),
  no_signal: t("This could not be sent: there is no signal. It is not kept on your phone and will not be sent later."),
  refused: t("This could not be sent. Try again in a minute."),
};

/** Two taps: what was wrong. The way on is there at once, whether or not the message gets through. */
export function wrong(app: App, one: Place): { root: HTMLElement; tick: () => void } {
  const says = h("p", { class: "told", tabindex: "-1" });
  const next = elsewhere(app, one, t("The next open place"));
  const onward = h(
    "div",
    { hidden: true },
    says,
    next.root,
    callEmergency(),
    h("p", { class: "actions" }, h("button", { type: "button", class: "button quiet", click: app.openHelp }, t("Help lines"))),
  );
  const tell = async (what: Wrong): Promise<void> => {
    for (const button of buttons) button.disabled = true;
    next.tick(null);
    setText(says, t("Sending\u2026"));
    onward.hidden = false;
    says.focus();
    const told = await contradict(one.slug, what);
    setText(says, SAYS[told]);
    app.say(SAYS[told]);
    choices.hidden = told === "told";
    for (const button of buttons) button.disabled = false;
  };
  const buttons = CHOICES.map(([what, words]) => h("button", { type: "button", class: "button quiet", click: () => void tell(what) }, words));
  const choices = h("p", { class: "actions" }, ...buttons);
  const root = h("div", {}, h("details", { class: "wrong" }, h("summary", {}, t("Something wrong here?")), choices, onward));
  return { root, tick: () => onward.hidden || next.tick(null) };
}
