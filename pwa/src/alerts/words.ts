/** What is said to somebody who asks to be told. Pure. */
import { clock24 } from "../london.ts";
import { isEnglish, t } from "../translate.ts";
import type { Words } from "./rows.ts";

/** On an iPhone only an app on the Home Screen can be told something. */
export type Support = "yes" | "home_screen" | "no";
export type Failure = "offline" | "late" | "failed" | "refused" | "too_many" | "not_listed";

const INSTEAD = t("Call the place before you go, or keep this page open: it re-checks by itself.");

export const UNSUPPORTED: Record<Exclude<Support, "yes">, string> = {
  home_screen: t("On an iPhone this works once the app is on your Home Screen: in Safari press Share, then \u201cAdd to Home Screen\u201d, and open it from there."),
  no: `${t("This browser cannot tell you of changes.")} ${INSTEAD}`,
};
/** What the server sends is in English; the phone says it in hers. */
export const ON_THE_LOCK_SCREEN: Words = { title: t("Update from your saved place"), body: t("Open to see what changed.") };
export const IN_HER_LANGUAGE = isEnglish() ? null : ON_THE_LOCK_SCREEN;
export const BEFORE = t("Your screen then shows \u201c{title}\u201d: no name and no reason. It ends by itself at 6am.", { title: ON_THE_LOCK_SCREEN.title });
export const WORKING = t("Setting it up\u2026");
export const DENIED = `${t("Your browser does not let us tell you anything. To allow it, open this site\u2019s settings (the sign beside the address), set Notifications to Allow, and press again.")} ${INSTEAD}`;
export const NOT_NOW = t("You were asked by your browser and did not allow it, so nothing is set. You can press again.");
export const LOST = t("This has ended: your browser changed how it is reached. Press again to be told.");
export const STOPPED = t("Stopped. You will not be told.");

export const FAILURES: Record<Failure, string> = {
  offline: `${t("There is no signal, so this could not be set up.")} ${INSTEAD}`,
  late: `${t("Your browser\u2019s message service did not answer.")} ${INSTEAD}`,
  failed: `${t("Your browser could not set this up.")} ${INSTEAD}`,
  refused: `${t("We could not set this up: that is our fault, not yours.")} ${INSTEAD}`,
  too_many: `${t("Too many were set up from your network just now. Try again in a minute.")} ${INSTEAD}`,
  not_listed: t("This place is no longer listed, so there is nothing to tell."),
};

/** "You will be told until 06:00." */
export function onWords(ends_at: string): string {
  return t("You will be told until {time}.", { time: clock24(Date.parse(ends_at)) });
}

/** What an answer that is no yes means. */
export function failureOf({ status, data }: { status: number; data: unknown }): Failure {
  const { error } = (data ?? {}) as { error?: { fields?: Record<string, unknown> } };
  if (status === 429) return "too_many";
  return error?.fields?.["place"] ? "not_listed" : "refused";
}
