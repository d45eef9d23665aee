/** What may be opened from a place. Each part is fetched on its tap; the worker has it where there is no signal. */
import { h } from "../elements/dom.ts";
import type { App } from "../routes.ts";
import { codeOf } from "../saying.ts";
import { t } from "../translate.ts";
import type { Place } from "../types.ts";

/** The page that the server makes has the same, without script. */
async function openSaying(app: App, one: Place): Promise<void> {
  const part = await import("./saying.ts").catch(() => null);
  if (part) app.routes.show(part.saying(app, one));
  else location.assign(`/place/${one.slug}`);
}

async function openGoing(app: App, one: Place): Promise<void> {
  const part = await import("./going.ts").catch(() => null);
  if (part) app.routes.show(part.going(app, one, await shortAddress(one.slug)));
  else location.assign(`/place/${one.slug}`);
}

/** A browser that has no digests, on a page that is not encrypted, gets the long one. */
async function shortAddress(slug: string): Promise<string> {
  const code = await codeOf(slug).catch(() => null);
  return `${location.origin}${code === null ? `/place/${slug}` : `/p/${code}`}`;
}

export function whatToSay(app: App, one: Place): HTMLElement {
  return h("button", { type: "button", class: "button quiet", click: () => void openSaying(app, one) }, t("What to say to staff"));
}

export function tellAFriend(app: App, one: Place): HTMLElement {
  return h("button", { type: "button", class: "button quiet", click: () => void openGoing(app, one) }, t("Tell a friend where I am going"));
}

/** The short address, and a code that is drawn when it is asked for. */
export function showIt(one: Place): HTMLElement {
  const shown = h("p", {});
  const code = h("div", { class: "qr" });
  const draw = async (): Promise<void> => {
    if (code.hasChildNodes()) return;
    const address = await shortAddress(one.slug);
    const { qr } = await import("../elements/qr.ts");
    code.replaceChildren(qr(address, t("QR code for {address}", { address })));
  };
  void shortAddress(one.slug).then((address) => (shown.textContent = address));
  return h(
    "section",
    {},
    h("h2", {}, t("Show it to somebody")),
    shown,
    h("details", { toggle: () => void draw().catch(() => undefined) }, h("summary", {}, t("Show a code to scan")), code),
  );
}
