import { useSignalEffect } from "@preact/signals";
import { Button } from "./elements/button.tsx";
import { Later } from "./elements/later.tsx";
import { Busy, Notice } from "./elements/notice.tsx";
import { Screen } from "./elements/screen.tsx";
import { Helped } from "./helped.tsx";
import { arrive, begin, pairing } from "./journey.ts";
import { choose } from "./mine.ts";
import { Me } from "./me.tsx";
import { Bar, isManaging, ManageTabs } from "./bar.tsx";
import { go, mine, said, screen, venue, venues, type ManageScreenName } from "./state.ts";
import { Desk, Offer } from "./signin/after.tsx";
import { Pair } from "./pair.tsx";
import { SignIn } from "./signin/signin.tsx";
import { Tonight } from "./tonight/tonight.tsx";
import { stateWords } from "./words.ts";
import { now } from "./time.ts";

const manage = () => import("./manage/index.tsx").then(({ ManageScreen }) => ManageScreen);
const moved = () => import("./moved/moved.tsx").then(({ MovedScreen }) => MovedScreen);
const showAgain = () => import("./security/return.tsx").then(({ ShowAndReturn }) => ShowAndReturn);
const security = () => import("./security/security.tsx").then(({ Security }) => Security);

/** Screens that nobody needs to be signed in for. */
const WITHOUT_SESSION = ["loading", "nosignal", "signin", "pair"];

export function App() {
  useSignalEffect(() => {
    if (mine.value === null && !WITHOUT_SESSION.includes(screen.value)) go("signin");
  });
  return (
    <>
      <Current />
      {mine.value !== null && <Bar />}
      <p class="unseen" role="status">{said}</p>
    </>
  );
}

function Current() {
  switch (screen.value) {
    case "loading":
      return <Busy />;
    case "nosignal":
      return <NoSignal />;
    case "signin":
      return <SignIn onIn={() => void arrive(true)} />;
    case "pair":
      return <Pair code={pairing.value} onIn={() => void arrive(false)} />;
    case "offer":
      return <Offer />;
    case "desk":
      return <Desk />;
    case "me":
      return <Me />;
    case "security":
      return <Later load={security} props={{}} />;
    case "again":
      return <Later load={showAgain} props={{}} />;
    case "venues":
      return <Venues />;
    default:
      return <OfVenue />;
  }
}

/** What is about one venue; where there is none, or none was chosen, that comes first. */
function OfVenue() {
  const name = screen.value;
  const one = venue.value;
  if (isManaging(name)) {
    return (
      <>
        <ManageTabs />
        <Later load={manage} props={{ screen: name as ManageScreenName, venue: one }} />
      </>
    );
  }
  if (one === null) return <Venues />;
  if (name === "helped") return <Helped venue={one} />;
  if (name === "moved") return <Later load={moved} props={{ venue: one }} />;
  return <Tonight key={one.slug} venue={one} />;
}

function Venues() {
  if (venues.value.length === 0) {
    return (
      <Screen title="No venues yet">
        <p>You are signed in, but no venue is yours to report for. Ask your manager, or the VRA, to invite you to one.</p>
      </Screen>
    );
  }
  return (
    <Screen title="Which venue?">
      <ul class="list">
        {venues.value.map((one) => (
          <li key={one.slug}>
            <button type="button" class="name" onClick={() => (choose(one.slug), go("tonight"))}>{one.name}</button>
            <p class="where">{one.town}</p>
            {one.suspended_because !== null && <p><b>Off the public list:</b> {one.suspended_because}</p>}
            <p>{stateWords(one, now.value)}</p>
          </li>
        ))}
      </ul>
    </Screen>
  );
}

function NoSignal() {
  return (
    <Screen title="No connection">
      <Notice kind="warning"><p>This device does not know your venue yet, so it needs a connection once. Check the signal or the Wi-Fi; some Wi-Fi wants you to log in first.</p></Notice>
      <Button isBig onPress={() => void begin()}>Try again</Button>
    </Screen>
  );
}
