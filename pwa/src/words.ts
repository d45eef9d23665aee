import { DAY, clock, clock24, dateOf, dateWords, dayName, nightOf, wall } from "./london.ts";
import { decimal, many, t } from "./translate.ts";
import type { Label } from "./types.ts";

export function holiday(): string {
  return t("It is a holiday: hours may differ, call first.");
}

/** The label of a place in words; the same text as `backend/language/labels.py`. */
export function sentence(label: Label, now: number): string {
  if (label.state === "unknown") return t("Opening hours not known. Call first.");
  return joined(claim(label, now), label.hours_may_differ && !label.call_first ? holiday() : "", age(label));
}

/** What staff said of who is there, while their word counts. */
export function staffedWords({ staffed, said_at }: Label): string {
  return staffed && said_at !== null ? t("A trained person is on shift, staff said at {time}.", { time: clock24(said_at) }) : "";
}

function joined(...sentences: string[]): string {
  return sentences.filter(Boolean).join(" ");
}

function claim(label: Label, now: number): string {
  const { state, basis, said_at } = label;
  if (state === "closed") return closed(label, now);
  if (basis === "stale" && said_at !== null) {
    const at = { time: clock24(said_at) };
    return joined(state === "full" ? t("Was full at {time}.", at) : t("Was open at {time}.", at), t("Can't check now."));
  }
  return joined(state === "full" ? t("Full.") : until(label), howWeKnow(label, now));
}

function until(label: Label): string {
  const { state, closes_at, last_entry_at, last_entry_passed } = label;
  if (last_entry_passed && last_entry_at !== null) {
    return joined(t("Last entry was at {time}.", { time: clock(last_entry_at) }), openUntil(label));
  }
  if (state === "closing_soon" && closes_at !== null) return t("Closing soon, at {time}.", { time: clock(closes_at) });
  return openUntil(label);
}

function openUntil({ basis, closes_at }: Label): string {
  const isSure = basis === "confirmed";
  if (closes_at === null) return isSure ? t("Open all day and night.") : t("Should be open all day and night.");
  const time = clock(closes_at);
  return isSure ? t("Open until {time}.", { time }) : t("Should be open until {time}.", { time });
}

function howWeKnow({ basis, said_at, call_first }: Label, now: number): string {
  if (basis === "confirmed" && said_at !== null) return t("Staff said so at {time}.", { time: clock24(said_at) });
  if (call_first) return t("Call first: someone said they could not get help there.");
  return isDay(now) ? t("Not confirmed today.") : t("Not confirmed tonight.");
}

function closed({ basis, said_at, opens_at }: Label, now: number): string {
  if (said_at !== null) {
    const said = t("Staff said so at {time}.", { time: clock24(said_at) });
    return joined(isDay(now) ? t("Closed today.") : t("Closed tonight."), said, basis === "stale" ? t("Can't check now.") : "");
  }
  if (opens_at === null) return t("Closed now. We do not know when it opens next.");
  return joined(t("Closed now."), opening(opens_at, now));
}

/** As a person with a calendar would say it: at 04:20 on Monday, 06:00 is "this morning" and not "on Monday". */
export function opening(opensAt: number, now: number): string {
  const night = nightOf(opensAt);
  const days = (dateOf(opensAt) - dateOf(now)) / DAY;
  const isSmallHours = dateOf(opensAt) !== night;
  const hour = wall(opensAt).getUTCHours();
  const time = clock(opensAt);
  if (night === nightOf(now) && isSmallHours && hour < 5) return t("Should open at {time} tonight.", { time });
  if (days === 0) return openingToday(hour, now, time);
  if (days === 1 && (hour >= 5 || !isSmallHours)) return t("Should open at {time} tomorrow.", { time });
  return openingLater(opensAt, now);
}

function openingToday(hour: number, now: number, time: string): string {
  if (hour < 12) return t("Should open at {time} this morning.", { time });
  const isTonight = hour >= 18 && wall(now).getUTCHours() >= 6;
  return isTonight ? t("Should open at {time} tonight.", { time }) : t("Should open at {time} today.", { time });
}

/** By the name of the day. Small hours belong to the night before: 00:30 on Saturday is on "Friday night". */
export function openingLater(opensAt: number, now: number): string {
  const night = nightOf(opensAt);
  const isSmallHours = dateOf(opensAt) !== night;
  const said = { day: dayName(night), time: clock(opensAt) };
  if ((night - nightOf(now)) / DAY > 6) {
    const dated = { ...said, date: dateWords(night) };
    return isSmallHours ? t("Should open on the night of {day} {date} at {time}.", dated) : t("Should open on {day} {date} at {time}.", dated);
  }
  return isSmallHours ? t("Should open on {day} night at {time}.", said) : t("Should open on {day} at {time}.", said);
}

function isDay(moment: number): boolean {
  const hour = wall(moment).getUTCHours();
  return hour >= 6 && hour < 18;
}

function age({ is_old_list, not_rechecked_since }: Label): string {
  if (is_old_list) return t("This is from an old list.");
  return not_rechecked_since === null ? "" : t("Not rechecked since {time}.", { time: clock24(not_rechecked_since) });
}

/** "about 400 metres", "about 3.5 km" */
export function distanceWords(metres: number): string {
  if (metres < 75) return t("less than 100 metres");
  if (metres < 975) return t("about {metres} metres", { metres: Math.round(metres / 50) * 50 });
  const km = metres / 1_000;
  return t("about {km} km", { km: decimal(km < 10 ? Math.round(km * 10) / 10 : Math.round(km)) });
}

/** "Checked just now", "Not rechecked since 23:40" */
export function ageWords(checkedAt: number, now: number): string {
  const minutes = Math.floor((now - checkedAt) / 60_000);
  if (minutes < 1) return t("Checked just now.");
  if (minutes <= 5) return many(minutes, "Checked {n} minute ago.", "Checked {n} minutes ago.");
  const time = clock24(checkedAt);
  if (minutes < DAY / 60_000) return t("Not rechecked since {time}.", { time });
  const on = wall(checkedAt).getTime();
  return t("Not rechecked since {day} {date}, {time}.", { day: dayName(on), date: dateWords(on), time });
}

export function stateOnly(state: Label["state"]): string {
  switch (state) {
    case "open":
      return t("Should be open");
    case "closing_soon":
      return t("Closing soon");
    case "full":
      return t("Full");
    case "closed":
      return t("Closed");
    case "unknown":
      return t("Not known");
  }
}

/** One or two words that claim no more than the sentence beside them. */
export function stateWords({ state, basis, call_first }: Label): string {
  if (basis === "confirmed" && state === "open") return t("Open");
  if (call_first && state !== "full") return t("Call first");
  if (basis === "stale" && state !== "closed") return state === "full" ? t("Was full") : t("Was open");
  return stateOnly(state);
}
