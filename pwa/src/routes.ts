/** Which view is on the screen. The address and the browser's history never change: they would tell on the person. */
import type { Link } from "./elements/freshness.ts";
import type { Filters, Held, Origin } from "./types.ts";

export interface View {
  root: HTMLElement;
  /** What gets the focus, so that a screen reader starts at the top. */
  heading: HTMLElement;
  /** A minute has passed, or there is news: relabel in place. */
  tick?: () => void;
  /** A question or a wait: the answer takes its place, so that Back does not lead into it again. */
  isPassing?: boolean;
}

/** What a view may ask of the app. */
export interface App {
  readonly filters: Filters;
  readonly routes: Routes;
  origin: Origin | null;
  held: () => Held | null;
  now: () => number;
  link: () => Link;
  skew: () => number;
  /** Whether a finger or a key was on the screen a moment ago. */
  isInUse: () => boolean;
  /** Read out by a screen reader, without moving the focus. */
  say: (text: string) => void;
  find: () => void;
  search: (q: string) => void;
  openPlace: (slug: string) => void;
  openHelp: () => void;
  openPlan: () => void;
  /** Something was asked to be told: forget it when it is over, and show what it was about. */
  keepAwake: () => void;
}

interface Shown {
  view: View;
  scroll: number;
  /** What was pressed to go on from here; Back returns to it. */
  focus: HTMLElement | null;
}

export class Routes {
  readonly #outlet: HTMLElement;
  /** The first screen at the bottom. */
  #stack: Shown[] = [];
  #closing: { destroy: () => void } | null = null;

  constructor(outlet: HTMLElement) {
    this.#outlet = outlet;
  }

  /** The view that is on the screen already, under all others. */
  begin(home: View): void {
    this.#stack = [shown(home)];
  }

  get current(): View | null {
    return this.#stack.at(-1)?.view ?? null;
  }

  show(view: View): void {
    const last = this.#stack.at(-1);
    if (last) {
      last.scroll = window.scrollY;
      last.focus = document.activeElement as HTMLElement | null;
    }
    this.#stack.push(shown(view));
    this.#put();
  }

  /** The next answer to "where": over what is on the screen, or in the place of a passing view. */
  step(view: View): void {
    if (this.current?.isPassing) this.swap(this.current, view);
    else this.show(view);
  }

  /** "Finding" becomes "found", also while another view lies over it; nothing where it was left by Back. */
  swap(old: View, view: View): void {
    const at = this.#stack.findIndex((shown) => shown.view === old);
    if (at < 0) return;
    this.#stack[at] = shown(view);
    if (this.current === view) this.#put();
  }

  back(): void {
    if (this.#stack.length > 1) this.#stack.pop();
    this.#put();
  }

  #put(): void {
    const top = this.#stack.at(-1);
    if (!top) return;
    const { heading, root, tick } = top.view;
    tick?.();
    this.#outlet.replaceChildren(root);
    window.scrollTo(0, top.scroll);
    heading.tabIndex = -1;
    const isThere = top.focus?.isConnected && top.focus !== document.body;
    (isThere ? top.focus : heading)?.focus({ preventScroll: true });
    this.#watchForBack();
  }

  /** The phone's back gesture steps back inside the app, where the browser offers that without history entries. */
  #watchForBack(): void {
    this.#closing?.destroy();
    this.#closing = null;
    const Watcher = (globalThis as { CloseWatcher?: new () => EventTarget & { destroy: () => void } }).CloseWatcher;
    if (!Watcher || this.#stack.length < 2) return;
    const watcher = new Watcher();
    watcher.addEventListener("close", () => this.back());
    this.#closing = watcher;
  }
}

function shown(view: View): Shown {
  return { view, scroll: 0, focus: null };
}
