import { clock, nightEndsAt } from "./london.ts";
import { label } from "./openness.ts";
import { t } from "./translate.ts";
import { nightsAround, windowsOf } from "./weekly.ts";
import { opening } from "./words.ts";

/** What may be said of a help line now; the same text as `backend/pages/helplines.py`. */
export function answersWords(hours: string | null, isSure: boolean, now: number): string {
  if (hours === null) return t("Hours to be confirmed by the VRA.");
  const nights = nightsAround(now);
  const facts = {
    windows: windowsOf(hours, nights),
    hours_known: true,
    covers_until: nightEndsAt(nights.at(-1) ?? now),
    report: null,
    call_first_until: null,
    last_entry: null,
    help_at_door: false,
    hours_may_differ_on: [],
  };
  const { state, opens_at, closes_at } = label(facts, now, now, null);
  if (state === "closed") {
    const closed = isSure ? t("Closed now.") : t("Should be closed now.");
    return opens_at === null ? closed : `${closed} ${opening(opens_at, now)}`;
  }
  if (closes_at === null) return isSure ? t("Open all day and night.") : t("Should be open all day and night.");
  const time = clock(closes_at);
  return isSure ? t("Open until {time}.", { time }) : t("Should be open until {time}.", { time });
}
