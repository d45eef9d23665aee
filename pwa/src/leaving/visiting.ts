/** Pages of ours, shown in the place of this one: a visit stays one line in the browser's history, whatever was read. */

const READ_IN_APP = /^(\/[a-z]{2})?\/(help|privacy|signatories|data)$/;
/** Where the app is not running there are these besides; in it they would ask the server what the phone knows. */
const READ = /^(\/[a-z]{2})?\/(help|privacy|signatories|data|near|place\/.+|in\/[^/]+|p\/.+)$/;

type Asked = { url: URL; body: URLSearchParams | null };

function isApp(): boolean {
  return document.getElementById("home") !== null || document.querySelector("[data-script]") !== null;
}

/** The app took over the first screen; before that a link is a link. */
function isAppReady(): boolean {
  return document.querySelector("[data-script]:not([hidden])") !== null;
}

/** An answer read as a document runs no script. Null where there is none, or no page of the public's. */
function read({ url, body }: Asked): Promise<Element | null> {
  return new Promise((done) => {
    const asking = new XMLHttpRequest();
    asking.open(body ? "POST" : "GET", url);
    asking.responseType = "document";
    asking.onloadend = () => done(asking.responseXML?.querySelector("main#app") ?? null);
    asking.send(body);
  });
}

/** The app puts it among its views, or says there that it could not be had; elsewhere it takes the place of what was read. */
function show(page: Element | null, otherwise: () => void): void {
  const parts = page && document.adoptNode(page);
  if (document.dispatchEvent(new CustomEvent("visit", { detail: parts, cancelable: true }))) {
    if (!parts) return otherwise();
    document.getElementById("app")?.replaceChildren(...parts.childNodes);
    scrollTo(0, 0);
    const heading = document.querySelector<HTMLElement>("main h1");
    if (heading) heading.tabIndex = -1;
    heading?.focus({ preventScroll: true });
  }
  equip();
}

/** What a page can do by script, once it is on the screen. */
export function equip(): void {
  if (document.getElementById("removing")) void import("../removing/page.ts").then(({ begin }) => begin());
}

/** Whether it will be shown here; `otherwise` is what the browser would have done. */
function visits(asked: Asked, otherwise: () => void): boolean {
  const { origin, pathname, hash } = asked.url;
  if (origin !== location.origin || hash || (isApp() && !isAppReady()) || location.pathname.startsWith("/charter")) return false;
  if (!(isApp() ? READ_IN_APP : READ).test(pathname)) {
    if (asked.body) return false;
    otherwise();
  } else void read(asked).then((page) => show(page, otherwise));
  return true;
}

function linked(event: MouseEvent): boolean {
  const link = (event.target as Element).closest("a");
  if (!link || link.target || link.download || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  return visits({ url: new URL(link.href), body: null }, () => location.replace(link.href));
}

function sent({ target, submitter }: SubmitEvent): boolean {
  const form = target as HTMLFormElement;
  const url = new URL(form.action);
  const told = new URLSearchParams(new FormData(form, submitter) as unknown as URLSearchParams);
  if (form.method === "post") return visits({ url, body: told }, () => form.submit());
  url.search = String(told);
  return visits({ url, body: null }, () => location.replace(url));
}

/** Asked last, so that what the app does itself it does. */
export function keepOneEntry(): void {
  addEventListener("click", (event) => {
    if (!event.defaultPrevented && linked(event)) event.preventDefault();
  });
  addEventListener("submit", (event) => {
    if (!event.defaultPrevented && sent(event)) event.preventDefault();
  });
}
