import { support } from "../alerts/browser.ts";
import { BEFORE, DENIED, FAILURES, IN_HER_LANGUAGE, LOST, NOT_NOW, onWords, STOPPED, UNSUPPORTED, WORKING, type Failure } from "../alerts/words.ts";
import { h, setText } from "../elements/dom.ts";
import { mayKeep } from "../keeping.ts";
import type { App } from "../routes.ts";
import { t } from "../translate.ts";

type Part = typeof import("../alerts/tonight.ts");

/** Told tonight if this place changes. Nothing is asked of the browser before the tap, and nothing fetched. */
export function telling(app: App, slug: string): HTMLElement {
  const able = support();
  if (!mayKeep()) return h("p", { class: "note telling" }, t("This phone keeps nothing, so it cannot be told when this changes."));
  if (able !== "yes") return h("p", { class: "note telling" }, UNSUPPORTED[able]);
  const says = h("p", { class: "told", tabindex: "-1" }, BEFORE);
  const tell = h("button", { type: "button", class: "button quiet", click: () => void begin() }, t("Tell me tonight if this changes"));
  const stop = h("button", { type: "button", class: "button quiet", hidden: true, click: () => void end() }, t("Stop"), h("span", { class: "unseen" }, ` ${t("telling me")}`));
  const root = h("div", { class: "telling" }, h("p", { class: "actions" }, tell), says, h("p", { class: "actions" }, stop));
  let isBusy = false;

  const show = (words: string, isOn: boolean, isTaken = true): void => {
    setText(says, words);
    tell.hidden = isOn;
    stop.hidden = !isOn;
    tell.removeAttribute("aria-disabled");
    if (!isTaken) return;
    app.say(words);
    says.focus({ preventScroll: true });
  };
  const alone = async (work: () => Promise<void>): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    try {
      await work();
    } finally {
      isBusy = false;
    }
  };
  const fail = (why: Failure): void => show(FAILURES[why], false);
  /** Safari wants the question in the tap itself; without signal there is nothing to ask for. */
  const begin = (): Promise<void> => alone(async () => {
    if (!navigator.onLine) return fail("offline");
    const asking = Notification.requestPermission();
    tell.setAttribute("aria-disabled", "true");
    setText(says, WORKING);
    const answer = await asking;
    if (answer !== "granted") return show(answer === "denied" ? DENIED : NOT_NOW, false);
    const part = await load();
    if (part === null) return fail("offline");
    const told = await part.tellMe(slug, IN_HER_LANGUAGE);
    if (told.kind !== "on") return fail(told.kind);
    show(onWords(told.ends_at), true);
    app.keepAwake();
  });
  const end = (): Promise<void> => alone(async () => {
    const part = await load();
    await part?.tellMeNoMore(slug);
    if (part) show(STOPPED, false);
  });
  /** As it stands, where something was asked for before. */
  const recall = async (): Promise<void> => {
    const until = await (await load())?.toldUntil(slug, app.now());
    if (until && !isBusy) show(until === "lost" ? LOST : onWords(until), until !== "lost", false);
  };
  if (Notification.permission === "granted") void recall();
  return root;
}

function load(): Promise<Part | null> {
  return import("../alerts/tonight.ts").catch(() => null);
}
