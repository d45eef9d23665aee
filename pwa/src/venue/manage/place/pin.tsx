import area from "virtual:area";
import { useSignal } from "@preact/signals";
import { isInArea } from "../../../area.ts";
import { metres } from "../../../geo.ts";
import { distanceWords } from "../../../words.ts";
import { Button } from "../../elements/button.tsx";
import { Field } from "../../elements/field.tsx";
import { round, typedPoint, WIDTHS, type View } from "../../../plainmap.ts";
import { PlainMap } from "../../moved/plainmap.tsx";
import type { Point, VenueFull } from "../types.ts";

interface Props {
  full: VenueFull;
  point: Point | null;
  error: string | undefined;
  /** What is wrong with what is typed now; the point is then still the one before. */
  problem: string | null;
  onProblem: (problem: string | null) => void;
  onPoint: (point: Point) => void;
}

const STAFFORD: Point = { lat: 52.807, lng: -2.117 };
const NEAR = WIDTHS[5] ?? 800;

/** Where people are led to: the door. By two numbers, or by moving a cross. */
export function Pin({ full, point, error, problem, onProblem, onPoint }: Props) {
  const isMap = useSignal(false);
  const width = useSignal(NEAR);
  const typed = useSignal<{ lat: string; lng: string } | null>(null);
  const middle = round(point ?? full.point ?? STAFFORD);
  const view: View = { middle, width_m: width.value };
  const { lat, lng } = typed.value ?? { lat: String(middle.lat), lng: String(middle.lng) };
  const type = (change: { lat?: string; lng?: string }): void => {
    typed.value = { lat, lng, ...change };
    const found = typedPoint(typed.value.lat, typed.value.lng);
    onProblem(found === null ? "Type both as numbers, like 53.0246 and -2.1729." : outside(found));
    if (found !== null) onPoint(found);
  };
  const move = (to: View): void => {
    width.value = to.width_m;
    if (to.middle === view.middle) return;
    typed.value = null;
    onProblem(outside(to.middle));
    onPoint(to.middle);
  };
  const input = { inputMode: "text", autocomplete: "off", maxLength: 12 } as const;
  return (
    <fieldset class="field">
      <legend>Pin</legend>
      <p class="hint">Where the door is. {full.point === null ? "There is none yet." : awayWords(middle, full.point)}</p>
      <div class="pair">
        <Field id="pin-lat" label="Latitude" value={lat} error={problem ?? error} onChange={(value) => type({ lat: value })} input={input} />
        <Field id="pin-lng" label="Longitude" value={lng} onChange={(value) => type({ lng: value })} input={input} />
      </div>
      {isMap.value ? <PlainMap view={view} usual={full.point} onView={move} /> : <Button look="quiet" onPress={() => (isMap.value = true)}>Move the pin on a plain map</Button>}
    </fieldset>
  );
}

function outside(point: Point): string | null {
  return isInArea(point, area) ? null : "That is outside Staffordshire and Stoke-on-Trent.";
}

function awayWords(to: Point, from: Point): string {
  const away = metres(to, from);
  return away < 1 ? "It stands where the public sees it now." : `Now ${distanceWords(away)} from where the public sees it.`;
}
