import { checkPlaces } from "./api.ts";
import { Clock } from "./clock.ts";
import { byId } from "./elements/dom.ts";
import type { Link } from "./elements/freshness.ts";
import { readEssence } from "./essence.ts";
import { keepNoMore, mayKeep } from "./keeping.ts";
import { Routes, type App, type View } from "./routes.ts";
import { chooseLanguage, chosenLanguage, inItsLanguage, inLanguage, isEnglish, plainPath } from "./languages.ts";
import { newer } from "./snapshot.ts";
import { hasAlerts, load, save, seed } from "./store.ts";
import type { Held } from "./types.ts";
import { home } from "./views/home.ts";
import type { Plan } from "./views/plan.ts";
import type { Planned } from "./views/results.ts";
import { t } from "./translate.ts";
import { visited } from "./views/visited.ts";

/** At least, and by chance up to half as long again. */
const POLL_MS = 10_000;
const RELABEL_MS = 60_000;
const IN_USE_MS = 5_000;
/** As long as anybody waits for the network where there is another way. */
const PART_PATIENCE_MS = 2_500;
const NEEDS_SIGNAL = t("Plan ahead needs signal the first time.");

const clock = new Clock();
/** A page that is whole without script, which the app takes over. */
const served = document.querySelector<HTMLElement>(".place, .easy");
let held: Held | null = readEssence(document);
let link: Link = "ok";
let touchedAt = -Infinity;
/** The check that the stores know of: a phone's storage wears, so not every one is written down. */
let savedAt = -Infinity;

const app: App = {
  filters: { safe_spaces_only: false, step_free: false, under_18: false, services: [] },
  routes: new Routes(byId("app")),
  origin: null,
  held: () => held,
  now: () => clock.now(),
  link: () => link,
  skew: () => clock.skew,
  isInUse: () => performance.now() - touchedAt < IN_USE_MS,
  say: (text) => (byId("status").textContent = text),
  find: () => void find(),
  search: (q) => void search(q),
  openPlace: (slug) => void openPlace(slug),
  openHelp: () => void openHelp(),
  openPlan: () => void openPlan(),
  keepAwake: () => void import("./alerts/awake.ts").then(({ awake }) => awake(app, () => load().then(take)), () => undefined),
};

/** A part of the app; null where it does not come soon, so that a tap always leads somewhere. */
function part<T>(fetched: Promise<T>): Promise<T | null> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, PART_PATIENCE_MS, null));
  return Promise.race([fetched.catch(() => null), late]);
}

/** Fetched as soon as the first screen stands: nobody waits for it there, and the first tap has it. */
const nearest = (): Promise<typeof import("./nearest.ts") | null> => part(import("./nearest.ts"));

async function find(): Promise<void> {
  const it = await nearest();
  if (it) await it.find(app);
  else location.replace(inLanguage("/near"));
}

async function search(q: string, plan?: Planned): Promise<void> {
  const it = await nearest();
  if (it) await it.search(app, q, plan);
  else location.replace(inLanguage("/near"));
}

async function showPlan(chosen: Plan): Promise<void> {
  const it = await nearest();
  if (it) await it.showPlan(app, chosen);
  else app.say(NEEDS_SIGNAL);
}

/** Where this part of the app cannot be had, the page that the server renders, or the copy kept of it, does as well. */
async function openHelp(): Promise<void> {
  const it = await part(import("./views/help.ts"));
  if (it) app.routes.show(it.help(app));
  else location.replace(inLanguage("/help"));
}

/** In the place of the page that the server made of the same; over everything else. */
function put(view: View): void {
  if (app.routes.current?.root === served) app.routes.step(view);
  else app.routes.show(view);
}

async function openPlace(slug: string): Promise<void> {
  const [it, address] = [await part(import("./views/place.ts")), inLanguage(`/place/${slug}`)];
  if (it) put(it.place(app, slug));
  else if (location.pathname !== address) location.replace(address);
}

/** A short address without signal: the server would have led on to the place. */
async function openShort(code: string): Promise<void> {
  const it = await part(import("./saying.ts"));
  if (!it) return;
  for (const { slug } of held?.snapshot.places ?? []) if ((await it.codeOf(slug)) === code.toLowerCase()) return app.openPlace(slug);
}

/** The server's own page of it does as well. */
async function openEasy(): Promise<void> {
  const it = await part(import("./views/easy.ts"));
  if (it) put(it.easy(app));
  else if (location.pathname !== inLanguage("/easy")) location.replace(inLanguage("/easy"));
}

async function openPlan(): Promise<void> {
  const it = await part(import("./views/plan.ts"));
  if (it) app.routes.show(it.plan(app, (chosen) => void showPlan(chosen)));
  else app.say(NEEDS_SIGNAL);
}

/** Takes what a store or the server gave, unless what is held is newer. */
function take(fresh: Held | null): void {
  held = newer(held, fresh);
  // A clock that was slow is slow by as much; one that was fast may have been put right, and then nothing may look young again.
  if (held) clock.atLeast(Math.max(held.checked_at, Date.now() - held.skew));
  showDemo();
  app.routes.current?.tick?.();
}

async function check(): Promise<void> {
  const outcome = await checkPlaces(held, clock.now());
  link = outcome.kind === "failed" || outcome.kind === "portal" ? outcome.kind : "ok";
  if (outcome.kind === "same" || outcome.kind === "new") clock.anchor(outcome.server_time);
  if (outcome.kind === "same" && held) take({ ...held, checked_at: outcome.server_time });
  else take(outcome.kind === "new" ? outcome.held : null);
  if (link === "ok" && held && (outcome.kind === "new" || held.checked_at - savedAt >= RELABEL_MS)) {
    savedAt = held.checked_at;
    void save({ ...held, skew: clock.skew });
  }
}

function showDemo(): void {
  if (held) byId("demo").hidden = !held.snapshot.places.some(({ is_demo }) => is_demo);
}

/** Only while somebody looks, and not all phones at once. */
async function poll(): Promise<void> {
  if (document.visibilityState === "visible") await check();
  const patience = link === "ok" ? POLL_MS : 2 * POLL_MS;
  setTimeout(() => void poll(), patience * (1 + Math.random() / 2));
}

function listen(): void {
  for (const kind of ["pointerdown", "touchmove", "keydown", "wheel"]) {
    addEventListener(kind, () => (touchedAt = performance.now()), { passive: true });
  }
  addEventListener("online", () => void check());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    app.routes.current?.tick?.();
    void check();
  });
  document.addEventListener("click", (event) => {
    const language = (event.target as Element).closest<HTMLAnchorElement>(".languages a");
    if (language) return event.preventDefault(), chooseLanguage(language.hreflang), location.replace(language.href);
    const to = (event.target as Element).closest("[data-view]")?.getAttribute("data-view");
    if (to === "help") app.openHelp();
    else if (to === "plan") app.openPlan();
    else if (to === "easy") void openEasy();
    else return;
    event.preventDefault();
  });
  document.addEventListener("removing", keepNoMore);
  document.addEventListener("visit", (event) => {
    event.preventDefault();
    app.routes.show(visited(app, (event as CustomEvent<Element | null>).detail));
  });
}

function registerWorker(): void {
  if (!("serviceWorker" in navigator) || !mayKeep()) return;
  const policy = window.trustedTypes?.createPolicy("worker", { createScriptURL: () => "/sw.js" });
  const url = policy ? (policy.createScriptURL("") as unknown as string) : "/sw.js";
  navigator.serviceWorker.register(url, { updateViaCache: "none" }).catch(() => undefined);
}

function start(): void {
  app.routes.begin(home(app));
  listen();
  void nearest();
  for (const element of document.querySelectorAll<HTMLElement>("[data-script]")) element.hidden = false;
  take(null);
  const [, view, slug] = plainPath(location.pathname).split("/");
  if (served) app.routes.show({ root: served, heading: served.querySelector("h1") ?? served, isPassing: true });
  const stored = load().then(take);
  void stored.then(poll);
  void stored.then(async () => held ?? take(await seed())).then(() => {
    // What the server has just said of a place is not replaced by an older list that does not know it.
    const isKnown = !served || held?.snapshot.places.some((one) => one.slug === slug);
    if (served && app.isInUse()) return;
    if (view === "place" && slug && isKnown) app.openPlace(slug);
    if (view === "p" && slug) void openShort(slug).catch(() => undefined);
    if (view === "easy") void openEasy();
  });
  setInterval(() => app.routes.current?.tick?.(), RELABEL_MS);
  registerWorker();
  void hasAlerts().then((has) => has && app.keepAwake());
}

/** The language that was chosen before, where this page is there in it. */
function otherPage(): string | null {
  const chosen = chosenLanguage();
  if (chosen === null || !isEnglish()) return null;
  return document.querySelector<HTMLAnchorElement>(`.languages a[hreflang="${chosen}"]`)?.href ?? null;
}

const elsewhere = otherPage();
if (elsewhere) location.replace(elsewhere);
else void inItsLanguage().then(start);
