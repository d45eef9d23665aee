import file from "../../../fixtures/helplines.json";
import { h, setText } from "../elements/dom.ts";
import { frame } from "../elements/frame.ts";
import { answersWords } from "../helplines.ts";
import { dateWords } from "../london.ts";
import type { App, View } from "../routes.ts";
import { t } from "../translate.ts";

interface Sourced {
  section: string;
  sources: string[];
  checked_on: string | null;
  confirmed: boolean;
}

interface Line extends Sourced {
  name: string;
  number: string | null;
  display: string | null;
  how: string;
  hours: string | null;
  hours_confirmed: boolean;
  cost: string | null;
  who_for: string;
  what: string;
  url: string | null;
}

interface Advice extends Sourced {
  title: string;
  points: string[];
}

interface Answering {
  root: HTMLElement;
  says: (now: number) => string;
}

/** The same as the page that the server makes (`backend/pages/templates/pages/help.html`). */
export function help(app: App): View {
  const answering: Answering[] = [];
  const lines: Line[] = file.lines;
  const advice: Advice[] = file.advice;
  const sections = file.sections.map(({ id, title }) => {
    const heading = h("h2", { tabindex: "-1" }, t(title));
    const root = h(
      "section",
      {},
      heading,
      ...advice.filter(({ section }) => section === id).flatMap(points),
      ...lines.filter(({ section }) => section === id).map((one) => line(one, answering)),
    );
    return { heading, root, title };
  });
  const jumps = h(
    "nav",
    { class: "choices jumps", "aria-label": t("On this page") },
    ...sections.map(({ title, heading }) => h("button", { type: "button", class: "button quiet", click: () => jump(heading) }, t(title))),
  );
  const view = frame(app, t("Help lines"), jumps, ...sections.map(({ root }) => root));
  view.root.classList.add("help");
  const tick = (): void => {
    for (const { root, says } of answering) setText(root, says(app.now()));
  };
  tick();
  return { ...view, tick };
}

function jump(heading: HTMLElement): void {
  heading.scrollIntoView();
  heading.focus({ preventScroll: true });
}

function line(one: Line, answering: Answering[]): HTMLElement {
  const { number, hours, url } = one;
  const answers = (number !== null || hours !== null) && h("p", { class: "answers" });
  if (answers) answering.push({ root: answers, says: (now) => answersWords(hours, one.hours_confirmed, now) });
  return h(
    "section",
    { class: "line" },
    h("h3", {}, t(one.name)),
    h("p", {}, t(one.what)),
    h("p", { class: "kind" }, t("For: {who}.", { who: t(one.who_for) })),
    cost(one),
    answers,
    hours !== null && !one.hours_confirmed && h("p", { class: "kind" }, t("Hours to be confirmed by the VRA.")),
    h(
      "p",
      { class: "actions" },
      number && h("a", { class: "button quiet", href: `${one.how === "text" ? "sms" : "tel"}:${number}` }, action(one)),
      url && h("a", { class: "button quiet", href: url, rel: "noreferrer noopener" }, t("Website"), h("span", { class: "unseen" }, ` ${t(one.name)}`)),
    ),
    h("p", { class: "hint" }, provenance(one)),
  );
}

function action({ how, display }: Line): string {
  const number = { number: display ?? "" };
  return how === "text" ? t("Text {number}", number) : t("Call {number}", number);
}

function cost(one: Line): HTMLElement | false {
  if (one.cost === null && one.number === null) return false;
  return h("p", { class: "kind" }, one.cost === null ? t("Cost to be confirmed by the VRA.") : t(one.cost));
}

function points(one: Advice): HTMLElement[] {
  return [
    h("h3", {}, t(one.title)),
    h("ul", {}, ...one.points.map((point) => h("li", {}, t(point)))),
    h("p", { class: "hint" }, provenance(one)),
  ];
}

function provenance(one: Sourced): string {
  const sources = one.sources.join("; ");
  if (!one.confirmed) return t("From {sources}. To be confirmed by the VRA.", { sources });
  if (one.checked_on === null) return t("From {sources}. Not yet checked by the VRA.", { sources });
  const day = `${dateWords(Date.parse(one.checked_on))} ${one.checked_on.slice(0, 4)}`;
  return t("From {sources}. Checked on {day}.", { sources, day });
}
