import { h, fill } from "../elements/dom.ts";
import { frame } from "../elements/frame.ts";
import { DAY, HOUR, nightOf } from "../london.ts";
import { nights, planMoment, planName, plannedSentence, plannedStateWords, times, type Choice } from "../planning.ts";
import type { App, View } from "../routes.ts";
import type { Planned } from "./results.ts";
import { t } from "../translate.ts";

const USUAL = DAY + 1.5 * HOUR;

export interface Plan extends Planned {
  /** What was typed; empty means where the phone was last found, or everywhere. */
  q: string;
}

function options(choices: Choice[], chosen: number): HTMLElement[] {
  return choices.map(({ value, words }) => h("option", { value: String(value), selected: value === chosen }, words));
}

export function plan(app: App, go: (plan: Plan) => void): View {
  const now = app.now();
  const ahead = nights(now);
  const first = ahead[0]?.value ?? nightOf(now);
  const night = h("select", { id: "night" }, ...options(ahead, first));
  const time = h("select", { id: "time" }, ...options(times(first, now), USUAL));
  const where = h("input", { id: "plan-q", maxlength: "80", autocomplete: "off", spellcheck: "false" });
  night.addEventListener("change", () => fill(time, ...options(times(Number(night.value), now), Number(time.value))));
  const form = h(
    "form",
    {
      class: "plan",
      submit: (event) => {
        event.preventDefault();
        const [date, minutes] = [Number(night.value), Number(time.value)];
        go({ at: planMoment(date, minutes), name: planName(date, minutes), says: plannedSentence, pill: plannedStateWords, q: where.value });
      },
    },
    h("label", { for: "night" }, t("Night")),
    night,
    h("label", { for: "time" }, t("Time")),
    time,
    h("label", { for: "plan-q" }, t("Town or postcode")),
    where,
    h("button", { class: "button" }, t("See what should be open")),
  );
  return frame(app, t("Plan ahead"), h("p", {}, t("A night runs into the next morning: 1:30am on Saturday night is early on Sunday.")), form);
}
