import assert from "node:assert/strict";
import { test } from "node:test";
import { label } from "../../pwa/src/openness.ts";
import type { Label, LiveReport, PlaceFacts } from "../../pwa/src/types.ts";
import { sentence, staffedWords } from "../../pwa/src/words.ts";
import { fixture } from "./read.ts";

interface Case {
  name: string;
  now: string;
  checked_at: string;
  walk_minutes: number | null;
  place: {
    windows: [string, string][];
    hours_known: boolean;
    covers_until: string;
    report: Record<"status" | "reported_at" | "until" | "valid_until", string | null> & { staffed: boolean | null } | null;
    call_first_until: string | null;
    last_entry: string | null;
    help_at_door: boolean;
    hours_may_differ_on: string[];
  };
  label: Record<string, unknown>;
  words: string;
  staffed_words: string | null;
}

const at = (iso: string | null | undefined): number | null => (iso ? Date.parse(iso) : null);

function facts({ place }: Case): PlaceFacts {
  const { report } = place;
  return {
    windows: place.windows.map(([start, end]) => ({ start: Date.parse(start), end: Date.parse(end) })),
    hours_known: place.hours_known ?? true,
    covers_until: Date.parse(place.covers_until),
    report: report && ({
      ...report,
      reported_at: at(report.reported_at),
      until: at(report.until),
      valid_until: at(report.valid_until),
    } as LiveReport),
    call_first_until: at(place.call_first_until),
    last_entry: place.last_entry ?? null,
    help_at_door: place.help_at_door ?? false,
    hours_may_differ_on: place.hours_may_differ_on.map((day) => Date.parse(day)),
  };
}

function written(said: Label): Record<string, unknown> {
  const iso = (moment: number | null): string | null =>
    moment === null ? null : new Date(moment).toISOString().replace(".000Z", "Z");
  const moments = ["closes_at", "opens_at", "said_at", "not_rechecked_since", "last_entry_at"] as const;
  return { ...said, ...Object.fromEntries(moments.map((key) => [key, iso(said[key])])) };
}

for (const one of fixture<Case[]>("openness.json")) {
  test(one.name, () => {
    const now = Date.parse(one.now);
    const said = label(facts(one), now, Date.parse(one.checked_at), one.walk_minutes);
    assert.deepEqual(written(said), one.label);
    assert.equal(sentence(said, now), one.words);
    assert.equal(staffedWords(said) || null, one.staffed_words);
  });
}
