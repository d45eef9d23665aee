import assert from "node:assert/strict";
import { test } from "node:test";
import { label } from "../../pwa/src/openness.ts";
import { fixture } from "./read.ts";

interface Case {
  name: string;
  windows: [string, string][];
  open_at?: string[];
  closed_at?: string[];
}

/** The server folds hours into windows; the phone must read the same windows the same way. */
for (const { name, windows, open_at = [], closed_at = [] } of fixture<Case[]>("nights.json")) {
  test(name, () => {
    const facts = {
      windows: windows.map(([start, end]) => ({ start: Date.parse(start), end: Date.parse(end) })),
      hours_known: true,
      covers_until: Infinity,
      report: null,
      call_first_until: null,
      last_entry: null,
      help_at_door: false,
      hours_may_differ_on: [],
    };
    const state = (iso: string): string => label(facts, Date.parse(iso), Date.parse(iso), null).state;
    for (const iso of open_at) assert.notEqual(state(iso), "closed", iso);
    for (const iso of closed_at) assert.equal(state(iso), "closed", iso);
  });
}
