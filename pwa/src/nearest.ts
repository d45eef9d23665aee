/** From "where am I" or "where is that" to the answer. */
import area from "virtual:area";
import { here, type Fix } from "./location.ts";
import type { App, View } from "./routes.ts";
import type { Alternative, Found, NotFound } from "./search.ts";
import { radiusOf, worthOf } from "./sureness.ts";
import type { Point } from "./types.ts";
import { finding, looking } from "./views/finding.ts";
import type { Plan } from "./views/plan.ts";
import { results, type Asked, type Planned } from "./views/results.ts";
import { away, notFound, trouble, unsure } from "./views/trouble.ts";
import { t } from "./translate.ts";

const LOOKING_AFTER_MS = 800;
const NO_TOWNS: NotFound = {
  kind: "not_understood",
  message: t("We could not load the list of towns. Try again when you have signal."),
  alternatives: [],
};

/** Counts what was asked, so that a late answer does not replace a newer one. */
let asking = 0;

export async function find(app: App): Promise<void> {
  const mine = ++asking;
  const waiting = finding(app);
  app.routes.step(waiting);
  const fix = await here();
  if (mine === asking) app.routes.swap(waiting, found(app, fix));
}

function found(app: App, fix: Fix): View {
  if (fix.kind !== "found") return trouble(app, fix.kind);
  const clocks = { wall: Date.now(), now: app.now() };
  const worth = worthOf(fix, clocks, area);
  if (worth === "away") return away(app, t("You seem to be outside Staffordshire and Stoke-on-Trent."), null, t("We list no places near you"));
  const origin = { point: fix.point, accuracy_m: radiusOf(fix, clocks), name: null };
  const show = (): View => results(app, { origin: (app.origin = origin) });
  if (worth === "good") return show();
  const view = unsure(app, worth, origin.accuracy_m, () => app.routes.step(show()));
  void townsNear(origin.point).then(view.offer);
  return view;
}

/** Towns to tap, from the part that reads what is typed; none where it cannot be had. */
async function townsNear(point: Point): Promise<Alternative[]> {
  const part = await import("./typed.ts").catch(() => null);
  return part ? part.townsNear(point) : [];
}

/** Reads what was typed and shows what is there; when it means nothing, says so. */
export async function search(app: App, q: string, plan?: Planned): Promise<void> {
  const mine = ++asking;
  const waiting = looking(app);
  let isLate = false;
  const timer = setTimeout(() => ((isLate = true), app.routes.step(waiting)), LOOKING_AFTER_MS);
  const answer = await import("./typed.ts").then(({ understand }) => understand(q)).catch(() => NO_TOWNS);
  clearTimeout(timer);
  if (mine !== asking) return;
  const view = answer.kind === "found" ? results(app, asked(app, answer, plan)) : notFound(app, q, answer);
  if (isLate) app.routes.swap(waiting, view);
  else app.routes.step(view);
}

function asked(app: App, { point, name, precision, message, alternatives }: Found, plan?: Planned): Asked {
  app.origin = { point, name, accuracy_m: precision === "district" ? null : 0 };
  return { origin: app.origin, message, alternatives, ...(plan && { plan }) };
}

export async function showPlan(app: App, { q, ...chosen }: Plan): Promise<void> {
  if (q.trim() === "") return app.routes.show(results(app, { origin: app.origin, plan: chosen }));
  await search(app, q, chosen);
}
