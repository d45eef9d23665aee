/** What is said about reminders. Pure. */
import type { Failure, Support } from "../../alerts/words.ts";

export const WHAT =
  "Asks how tonight is when a place of yours opens and nobody has said so, 15 minutes before \u201cOpen\u201d runs out, and before special hours end. At most 4 a night. You can answer on the reminder itself.";
export const CANNOT: Record<Exclude<Support, "yes">, string> = {
  home_screen: "On an iPhone this works once the app is on your Home Screen: in Safari press Share, then \u201cAdd to Home Screen\u201d, and open it from there.",
  no: "This browser cannot remind you. Set an alarm, or use another browser.",
};
export const BLOCKED = "This browser does not let us remind you. Open this site\u2019s settings (the sign beside the address), set Notifications to Allow, and press again.";
export const NOT_NOW = "You were asked by your browser and did not allow it. Reminders are off; you can press again.";
export const FAILED: Record<Failure, string> = {
  offline: "No connection, so nothing was changed. Check the signal or the Wi-Fi, then try again.",
  late: "This browser\u2019s message service did not answer. Try again later; until then set an alarm.",
  failed: "This browser could not set it up. Try again, or use another browser.",
  refused: "Something went wrong here, not with you. Try again in a minute.",
  too_many: "Too many tries. Wait a few minutes, then try again.",
  not_listed: "Something went wrong here, not with you. Try again in a minute.",
};
