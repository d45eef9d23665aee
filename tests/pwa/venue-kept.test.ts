import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { keep, kept } from "../../pwa/src/venue/kept.ts";
import { recall, takeVenue } from "../../pwa/src/venue/mine.ts";
import { heardAt, mine } from "../../pwa/src/venue/state.ts";
import type { Mine, VenueTonight } from "../../pwa/src/venue/types.ts";

const HEARD = 1_000;

function named(slug: string, state: VenueTonight["state"]): VenueTonight {
  return { slug, state } as VenueTonight;
}

function heard(...venues: VenueTonight[]): { mine: Mine; at: number } {
  return { mine: { who: { kind: "device", name: "Bar tablet" }, organisations: [], venues } as unknown as Mine, at: HEARD };
}

/** A page that opens anew knows only what is kept. */
async function openedAnew(): Promise<unknown[]> {
  mine.value = null;
  await recall();
  return (mine.value as Mine | null)?.venues.map(({ slug, state }) => [slug, state]) ?? [];
}

beforeEach(() => (mine.value = null));

test("what came of a tap is kept at once", async () => {
  const before = heard(named("bar", "open"), named("club", "open"));
  mine.value = before.mine;
  await keep("mine", before);
  await takeVenue(named("bar", "closed"));
  assert.deepEqual(mine.value.venues.map(({ state }) => state), ["closed", "open"]);
  assert.deepEqual(await openedAnew(), [["bar", "closed"], ["club", "open"]]);
  assert.equal(heardAt.value, HEARD, "the other venue was not heard of anew");
});

test("where there is one venue, all of it was heard anew", async () => {
  await keep("mine", heard(named("bar", "open")));
  await takeVenue(named("bar", "full"));
  assert.deepEqual(await openedAnew(), [["bar", "full"]]);
  assert.ok((heardAt.value ?? 0) > HEARD);
});

for (const [name, held] of [["nothing", undefined], ["rubbish", { mine: 7 }]] as const) {
  test(`a tap's answer is no list of its own where ${name} was kept`, async () => {
    await keep("mine", held);
    await takeVenue(named("bar", "full"));
    assert.deepEqual(await kept("mine"), held);
    assert.deepEqual(await openedAnew(), []);
  });
}
