import area from "virtual:area";
import gazetteer from "virtual:gazetteer";
import { isInView, metresWords, moved, pointAt, SIZE, spotOf, stepOf, WIDTHS, type View } from "../../plainmap.ts";
import type { Point } from "../types.ts";
import { Button } from "../elements/button.tsx";

interface Props {
  view: View;
  usual: Point | null;
  onView: (view: View) => void;
}

/** No streets and no third party: the towns, the edge of the area, rings for scale. The cross is the chosen point. */
export function PlainMap({ view, usual, onView }: Props) {
  const step = stepOf(view);
  const at = WIDTHS.indexOf(view.width_m);
  const go = (east: number, north: number): void => onView({ ...view, middle: moved(view.middle, east * step, north * step) });
  const zoom = (by: number): void => onView({ ...view, width_m: WIDTHS[Math.max(0, Math.min(WIDTHS.length - 1, at + by))] ?? view.width_m });
  const tap = (event: MouseEvent): void => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const [x, y] = [((event.clientX - box.left) / box.width) * SIZE, ((event.clientY - box.top) / box.height) * SIZE];
    onView({ ...view, middle: pointAt({ x, y }, view) });
  };
  const press = (event: KeyboardEvent): void => {
    const moves: Record<string, [number, number]> = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
    const move = moves[event.key];
    if (!move && event.key !== "+" && event.key !== "-") return;
    event.preventDefault();
    if (move) go(...move);
    else zoom(event.key === "+" ? 1 : -1);
  };
  return (
    <div class="map">
      <div class="drawn" role="group" tabIndex={0} aria-label="Map. Arrow keys move the cross, plus and minus zoom." onKeyDown={press}>
        <svg viewBox={`0 0 ${SIZE} ${SIZE}`} aria-hidden="true" onClick={tap}>
          <polygon class="area" points={area.area.map(([lat = 0, lng = 0]) => spotOf({ lat, lng }, view)).map(({ x, y }) => `${x},${y}`).join(" ")} />
          {[1, 2].map((ring) => <circle class="ring" key={ring} cx={SIZE / 2} cy={SIZE / 2} r={(ring * step * SIZE) / view.width_m} />)}
          <Towns view={view} />
          {usual && <Usual view={view} usual={usual} />}
          <path class="cross" d={`M${SIZE / 2 - 14} ${SIZE / 2}h28M${SIZE / 2} ${SIZE / 2 - 14}v28`} />
        </svg>
      </div>
      <p class="age">Tap the map to move the cross. The inner ring is {metresWords(step)} away from it.</p>
      <div class="moves" role="group" aria-label="Move the cross">
        <Button look="quiet" onPress={() => go(0, 1)}>North</Button>
        <Button look="quiet" onPress={() => go(0, -1)}>South</Button>
        <Button look="quiet" onPress={() => go(-1, 0)}>West</Button>
        <Button look="quiet" onPress={() => go(1, 0)}>East</Button>
      </div>
      <div class="moves zooms" role="group" aria-label="Zoom">
        <Button look="quiet" isBusy={at === WIDTHS.length - 1} onPress={() => zoom(1)}>Zoom in</Button>
        <Button look="quiet" isBusy={at === 0} onPress={() => zoom(-1)}>Zoom out</Button>
      </div>
    </div>
  );
}

const LABEL_PX = { x: 84, y: 16 };

/** Names that would lie over one already there are left out; larger towns come first in the gazetteer. */
function Towns({ view }: { view: View }) {
  const shown: { name: string; x: number; y: number }[] = [];
  for (const { name, lat, lng } of gazetteer.towns) {
    const { x, y } = spotOf({ lat, lng }, view);
    const isFree = shown.every((other) => Math.abs(other.x - x) > LABEL_PX.x || Math.abs(other.y - y) > LABEL_PX.y);
    if (isInView({ x, y }) && isFree) shown.push({ name, x, y });
  }
  return (
    <>
      {shown.map(({ name, x, y }) => (
        <g class="town" key={name}>
          <circle cx={x} cy={y} r="2.5" />
          <text x={x > SIZE - LABEL_PX.x ? x - 5 : x + 5} y={y + 4} text-anchor={x > SIZE - LABEL_PX.x ? "end" : "start"}>{name}</text>
        </g>
      ))}
    </>
  );
}

function Usual({ view, usual }: { view: View; usual: Point }) {
  const { x, y } = spotOf(usual, view);
  return (
    <g class="usual">
      <rect x={x - 5} y={y - 5} width="10" height="10" />
      <text x={x + 8} y={y + 18}>usual place</text>
    </g>
  );
}
