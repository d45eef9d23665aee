/** What the desk says about alerts in this browser. Pure. */
import type { Failure, Support } from "../alerts/words.ts";

export const ON = "On. This browser is told.";
export const OFF = "Off. This browser is told nothing.";
export const CANNOT: Record<Exclude<Support, "yes">, string> = {
  home_screen: "On an iPhone or iPad this works once this site is on the Home Screen: in Safari press Share, then \u201cAdd to Home Screen\u201d, and open it from there.",
  no: "This browser cannot be told. Use another one, or look at \u201cWhat waits\u201d now and then.",
};
export const BLOCKED = "This browser does not let us tell you anything. Open this site\u2019s settings (the sign beside the address), set Notifications to Allow, and press again.";
export const NOT_NOW = "Your browser asked you, and you did not allow it. Alerts are off; you can press again.";
export const FAILED: Record<Failure, string> = {
  offline: "No connection, so nothing was changed. Check it, then press again.",
  late: "This browser\u2019s message service did not answer. Press again later; until then look at \u201cWhat waits\u201d.",
  failed: "This browser could not set it up. Press again, or use another browser.",
  refused: "Something went wrong here, not with you. Load the page again, then press again.",
  too_many: "Too many tries. Wait a few minutes, then press again.",
  not_listed: "Something went wrong here, not with you. Load the page again, then press again.",
};
