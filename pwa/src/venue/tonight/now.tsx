import { clock24 } from "../../london.ts";
import { heardAt, isOnline } from "../state.ts";
import { now } from "../time.ts";
import type { VenueTonight } from "../types.ts";
import { holds, publicView, staffedWords, stateWords } from "../words.ts";

/** What stands, who said it, and what the public reads because of it. */
export function Now({ venue }: { venue: VenueTonight }) {
  const at = now.value;
  const { before, seen, after, isRunningOut } = publicView(venue, at);
  const report = venue.report && holds(venue.report, at) ? venue.report : null;
  return (
    <section class="card now" data-status={report?.status ?? "silent"} id="now" tabIndex={-1} aria-label="Now">
      <p class="standing">{stateWords(venue, at)}</p>
      {report && report.staffed !== null && <p>{staffedWords(report.staffed)}</p>}
      <p class="seen">{before}<b>{seen}</b>{after}</p>
      {isRunningOut && <p class="note">Still open? Tap Open to keep it confirmed.</p>}
      {!isOnline.value && heardAt.value !== null && <p class="note"><b>No connection.</b> This is as of {clock24(heardAt.value)}. Taps are kept and sent later.</p>}
    </section>
  );
}
