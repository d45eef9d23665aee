import { Notice } from "../elements/notice.tsx";
import { Screen } from "../elements/screen.tsx";
import { choose } from "../mine.ts";
import { venues, type ManageScreenName } from "../state.ts";
import type { VenueTonight } from "../types.ts";
import { Devices } from "./devices/devices.tsx";
import { HoursScreen } from "./hours.tsx";
import { LeaveQuestion } from "./leave.tsx";
import { NoPermission } from "./load.tsx";
import { People } from "./people/people.tsx";
import { PlaceScreen } from "./place/place.tsx";
import { leave } from "./unsaved.ts";

interface Props {
  screen: ManageScreenName;
  venue: VenueTonight | null;
}

/** The manager's screens. Hours and place are about one venue; people and devices about all of hers. */
export function ManageScreen({ screen, venue }: Props) {
  return (
    <>
      <LeaveQuestion />
      {screen === "people" ? <People /> : screen === "devices" ? <Devices key="devices" at={venue} /> : <OfVenue screen={screen} venue={venue} />}
    </>
  );
}

function OfVenue({ screen, venue }: Props) {
  const managed = venues.value.filter(({ role }) => role === "manager");
  if (venue === null || managed.length === 0) return <Which screen={screen} managed={managed} />;
  const Part = screen === "hours" ? HoursScreen : PlaceScreen;
  return (
    <>
      <Whose venue={venue} managed={managed} />
      {venue.role === "manager" ? <Part key={venue.slug} venue={venue} /> : <Screen title={screen === "hours" ? "Hours" : "Place"}><NoPermission /></Screen>}
    </>
  );
}

function Which({ screen, managed }: { screen: ManageScreenName; managed: VenueTonight[] }) {
  return (
    <Screen title={screen === "hours" ? "Hours of which venue?" : "Which venue?"}>
      {managed.length === 0 && <Notice><p>No venue is yours to manage. Ask the VRA if that is wrong.</p></Notice>}
      <ul class="list">
        {managed.map(({ slug, name, town }) => (
          <li key={slug}>
            <button type="button" class="name" onClick={() => choose(slug)}>{name}</button>
            <p class="where">{town}</p>
          </li>
        ))}
      </ul>
    </Screen>
  );
}

/** Which venue this is; with several, the way to another. */
function Whose({ venue, managed }: { venue: VenueTonight; managed: VenueTonight[] }) {
  if (managed.length < 2) return <p class="whose">{venue.name}</p>;
  const listed = managed.includes(venue) ? managed : [venue, ...managed];
  const change = (event: { currentTarget: HTMLSelectElement }): void => {
    const slug = event.currentTarget.value;
    event.currentTarget.value = venue.slug;
    leave(() => choose(slug));
  };
  return (
    <div class="whose">
      <label for="whose">Venue</label>
      <select id="whose" value={venue.slug} onChange={change}>
        {listed.map(({ slug, name }) => <option key={slug} value={slug}>{name}</option>)}
      </select>
    </div>
  );
}
