/** "Leave": the screen is blank at once, and no way leads back. Without this script it is a plain link. */
import { takeName } from "./names.ts";
import { Presses } from "./presses.ts";

const BLANK = "/blank";

const says = document.getElementById("leaving");
const presses = new Presses();
let isPressed = false;

function blank(isBlank: boolean): void {
  document.body.classList.toggle("blank", isBlank);
}

function say(words: string | undefined): void {
  if (says) says.textContent = words ?? "";
}

/** An installed app has no bar to show that the weather is another site, and nothing to close it with: it goes blank. */
function isInstalled(): boolean {
  return matchMedia("(display-mode: standalone)").matches;
}

/** Where there is no signal only what the worker keeps can be shown, and without a worker what the browser itself has. */
function whereTo(): string {
  const link = document.querySelector<HTMLAnchorElement>("a[data-leave]");
  if (link && navigator.onLine && !isInstalled()) return link.href;
  return navigator.serviceWorker?.controller || navigator.onLine ? BLANK : "about:blank";
}

function leave(): void {
  blank(true);
  say(says?.dataset["gone"]);
  location.replace(whereTo());
}

function isOnLink({ target }: Event): boolean {
  return target instanceof Element && target.closest("[data-leave]") !== null;
}

function on<K extends keyof DocumentEventMap>(kind: K, act: (event: DocumentEventMap[K]) => void): void {
  document.addEventListener(kind, act, true);
}

// A hand that shakes presses long: that is a menu to a browser, and to us the same as a tap.
on("pointerdown", (event) => {
  isPressed = event.button === 0 && isOnLink(event);
  if (isPressed) blank(true);
});
on("pointercancel", () => {
  // It was the beginning of a scroll.
  if (isPressed) blank(false);
  isPressed = false;
});
for (const kind of ["pointerup", "contextmenu", "click"] as const) {
  on(kind, (event) => {
    if (!isPressed && !(kind === "click" && isOnLink(event))) return;
    event.preventDefault();
    isPressed = false;
    leave();
  });
}

on("keydown", (event) => presses.down(event.key, event.repeat));
on("keyup", (event) => {
  const count = presses.up(event.key, event.timeStamp);
  if (count === 1) say(says?.dataset["once"]);
  if (count === 2) say(says?.dataset["twice"]);
  if (count === 3) leave();
});

takeName();

// It came with the page, so it is not waited for: until then a link is a link.
import("./visiting.ts").then(({ keepOneEntry, equip }) => (keepOneEntry(), equip()), () => undefined);
