import file from "../../../fixtures/helplines.json";
import { h } from "../elements/dom.ts";
import { frame } from "../elements/frame.ts";
import { dateWords } from "../london.ts";
import type { App, View } from "../routes.ts";

interface Sourced {
  sources: string[];
  checked_on: string | null;
  confirmed: boolean;
}

interface Line extends Sourced {
  name: string;
  number: string | null;
  display: string | null;
  how: string;
  hours_text: string;
  who_for: string;
  what: string;
  url: string | null;
}

interface Advice extends Sourced {
  title: string;
  points: string[];
}

export function help(app: App): View {
  const lines: Line[] = file.lines;
  const advice: Advice[] = file.advice;
  return frame(app, "Help lines", ...lines.map(line), ...advice.map(points));
}

function line(one: Line): HTMLElement {
  const isText = one.how === "text";
  const link = one.number && h("a", { class: "button quiet", href: `${isText ? "sms" : "tel"}:${one.number}` }, `${isText ? "Text" : "Call"} ${one.display ?? one.number}`);
  const site = one.url && h("a", { class: "button quiet", href: one.url, rel: "noreferrer noopener", target: "_blank" }, "Website");
  return h(
    "section",
    { class: "line" },
    h("h2", {}, one.name),
    h("p", {}, one.what),
    h("p", { class: "kind" }, `For: ${one.who_for}. ${one.hours_text}.`),
    h("p", { class: "actions" }, link, site),
    h("p", { class: "hint" }, provenance(one)),
  );
}

function points(one: Advice): HTMLElement {
  return h("section", {}, h("h2", {}, one.title), h("ul", {}, ...one.points.map((point) => h("li", {}, point))), h("p", { class: "hint" }, provenance(one)));
}

function provenance({ sources, checked_on, confirmed }: Sourced): string {
  const from = `From ${sources.join("; ")}.`;
  if (!confirmed) return `${from} To be confirmed by the VRA.`;
  if (checked_on === null) return `${from} Not yet checked by the VRA.`;
  return `${from} Checked on ${dateWords(Date.parse(checked_on))} ${checked_on.slice(0, 4)}.`;
}
