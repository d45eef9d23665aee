import type { ManageScreenName } from "../state.ts";
import type { VenueTonight } from "../types.ts";

/** The manager's screens; written beside this one. */
export function ManageScreen({ screen, venue }: { screen: ManageScreenName; venue: VenueTonight | null }) {
  return <p>{screen}: {venue?.name ?? "no venue"}</p>;
}
