import area from "virtual:area";
import { useSignal } from "@preact/signals";
import { isInArea } from "../../area.ts";
import { metres } from "../../geo.ts";
import { here } from "../../location.ts";
import { clock24, nightEndsAt, nightOf } from "../../london.ts";
import { distanceWords } from "../../words.ts";
import { call } from "../api.ts";
import { Button } from "../elements/button.tsx";
import { Field } from "../elements/field.tsx";
import { ErrorSummary, Notice, OFFLINE } from "../elements/notice.tsx";
import { Screen } from "../elements/screen.tsx";
import { round, typedPoint, WIDTHS, type View } from "../../plainmap.ts";
import { wantsPin } from "../outbox.ts";
import { go, replaceVenue, say } from "../state.ts";
import { now } from "../time.ts";
import type { Point, VenueTonight } from "../types.ts";
import { Pin } from "../tonight/pin.tsx";
import { PlainMap } from "./plainmap.tsx";

const ACCURATE_M = 200;
const STAFFORD: Point = { lat: 52.807, lng: -2.117 };
const WHY_NOT = {
  denied: "This device may not tell where it is. Allow it in the browser\u2019s settings, or use the map.",
  unavailable: "This device does not know where it is. Use the map.",
  slow: "This device took too long to find itself. Go outside and try again, or use the map.",
};

/** Where a vehicle stands tonight; tomorrow it is at its usual place again. */
export function MovedScreen({ venue }: { venue: VenueTonight }) {
  const middle = venue.position ?? venue.point ?? STAFFORD;
  const view = useSignal<View>({ middle: round(middle), width_m: WIDTHS[2] ?? 12_800 });
  const told = useSignal<string | null>(null);
  const problem = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const until = clock24(nightEndsAt(nightOf(now.value)));
  const path = `/api/v1/venues/${encodeURIComponent(venue.slug)}/position`;

  const find = async (): Promise<void> => {
    isBusy.value = true;
    problem.value = told.value = null;
    const fix = await here();
    isBusy.value = false;
    if (fix.kind !== "found") problem.value = WHY_NOT[fix.kind];
    else if (fix.accuracy_m > ACCURATE_M) problem.value = `This device only knows where it is to within ${distanceWords(fix.accuracy_m)}. Go outside and try again, or use the map.`;
    else {
      view.value = { middle: round(fix.point), width_m: WIDTHS[3] ?? 5_000 };
      told.value = `Found, to within ${Math.max(1, Math.round(fix.accuracy_m))} metres. Check the cross, then show it to the public.`;
    }
  };
  const save = async (): Promise<void> => {
    if (!isInArea(view.value.middle, area)) return void (problem.value = "That is outside Staffordshire and Stoke-on-Trent. Move the cross.");
    await send(call<{ position: VenueTonight["position"] }>("PUT", path, view.value.middle), (data) => {
      replaceVenue({ ...venue, position: data?.position ?? { ...view.value.middle, set_at: new Date(now.value).toISOString() } });
      say(`Saved. The public sees you there until ${until}.`);
    });
  };
  const takeBack = (): Promise<void> =>
    send(call<undefined>("DELETE", path), () => {
      replaceVenue({ ...venue, position: null });
      say("Taken back. The public sees the usual place.");
    });
  const send = async <T,>(work: ReturnType<typeof call<T>>, done: (data: T) => void): Promise<void> => {
    isBusy.value = true;
    problem.value = null;
    const answer = await work;
    isBusy.value = false;
    if (answer.kind === "refused" && answer.code === "pin_needed") return void (wantsPin.value = true);
    if (answer.kind !== "ok") return void (problem.value = answer.kind === "offline" ? OFFLINE : Object.values(answer.fields).flat().join(" ") || answer.message);
    done(answer.data);
    go("tonight");
  };

  if (wantsPin.value) return <Screen title="Moved tonight" takesFocus={false}><Pin /></Screen>;
  return (
    <Screen title="Moved tonight" onBack={() => go("tonight")}>
      <p>{venue.position ? `The public sees you where you said, until ${until}.` : "The public sees your usual place."}</p>
      <ErrorSummary message={problem.value} />
      <Button isBig isBusy={isBusy.value} onPress={() => void find()}>{isBusy.value ? "Working\u2026" : "We are here now"}</Button>
      <p class="hint">Your device is asked where it is, this once.</p>
      {told.value && <Notice kind="good"><p>{told.value}</p></Notice>}
      <PlainMap view={view.value} usual={venue.point} onView={(to) => (view.value = to)} />
      <p>The cross is {venue.point ? `${distanceWords(metres(view.value.middle, venue.point))} from your usual place` : "where you will be shown"}.</p>
      <Typed middle={view.value.middle} onPoint={(point) => (view.value = { ...view.value, middle: point })} />
      <div class="stack">
        <Button isBig isBusy={isBusy.value} onPress={() => void save()}>{`Show us here until ${until}`}</Button>
        {venue.position && <Button look="quiet" isBusy={isBusy.value} onPress={() => void takeBack()}>Take it back: usual place</Button>}
      </div>
    </Screen>
  );
}

function Typed({ middle, onPoint }: { middle: Point; onPoint: (point: Point) => void }) {
  const typed = useSignal<{ lat: string; lng: string } | null>(null);
  const error = useSignal<string | null>(null);
  const { lat, lng } = typed.value ?? { lat: String(middle.lat), lng: String(middle.lng) };
  const use = (event: Event): void => {
    event.preventDefault();
    const point = typedPoint(lat, lng);
    error.value = point ? null : "Type both as numbers, like 53.0246 and -2.1729.";
    if (point === null) return;
    typed.value = null;
    onPoint(point);
  };
  return (
    <details>
      <summary>Type the position</summary>
      <form onSubmit={use} noValidate>
        <Field id="lat" label="Latitude" value={lat} error={error.value ?? undefined} onChange={(value) => (typed.value = { lat: value, lng })} input={{ inputMode: "text", autocomplete: "off" }} />
        <Field id="lng" label="Longitude" value={lng} onChange={(value) => (typed.value = { lat, lng: value })} input={{ inputMode: "text", autocomplete: "off" }} />
        <Button submits look="quiet">Move the cross there</Button>
      </form>
    </details>
  );
}
