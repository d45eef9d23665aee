import { useSignal } from "@preact/signals";
import { Button } from "../../elements/button.tsx";
import { ErrorSummary, Notice } from "../../elements/notice.tsx";
import { Screen } from "../../elements/screen.tsx";
import { venues } from "../../state.ts";
import { now } from "../../time.ts";
import type { VenueTonight } from "../../types.ts";
import { NotThere, useLoaded } from "../load.tsx";
import { DEVICES, DEVICES_OFFLINE } from "../paths.ts";
import { End } from "../people/end.tsx";
import { pairedWords, usedWords, venuesWords, type Names } from "../people/words.ts";
import { useSend } from "../send.ts";
import { Told, tellAndFocus } from "../told.tsx";
import type { Device, PairingOffer } from "../types.ts";
import { Code } from "./code.tsx";
import { PairForm } from "./pairform.tsx";

type Part = { kind: "list" } | { kind: "form" } | { kind: "code"; offer: PairingOffer; name: string };

/** The bars' own phones and tablets. `at` is the venue that one came from. */
export function Devices({ at }: { at: VenueTonight | null }) {
  const { answer, again, take } = useLoaded<{ devices: Device[] }>(DEVICES);
  const part = useSignal<Part>({ kind: "list" });
  const told = useSignal<string | null>(null);
  if (answer?.kind !== "ok") return <Screen title="Devices"><NotThere answer={answer} again={again} offline={DEVICES_OFFLINE} /></Screen>;
  const { devices } = answer.data;
  const tell = (words: string): void => {
    told.value = words;
    tellAndFocus(words);
  };
  const toList = (): void => void (part.value = { kind: "list" });
  const pair = (): void => {
    told.value = null;
    part.value = { kind: "form" };
  };
  if (part.value.kind === "form") return <PairForm at={at} onBack={toList} onOffer={(offer, name) => (part.value = { kind: "code", offer, name })} />;
  if (part.value.kind === "code") {
    const paired = (all: Device[], fresh: Device): void => {
      take({ devices: all });
      toList();
      tell(`${fresh.name} is paired.`);
    };
    return <Code offer={part.value.offer} name={part.value.name} before={devices.map(({ id }) => id)} onPaired={paired} onAgain={pair} onBack={toList} />;
  }
  const remove = (gone: Device): void => {
    take({ devices: devices.filter(({ id }) => id !== gone.id) });
    tell(`${gone.name} is revoked. It can no longer report.`);
  };
  return <List devices={devices} told={told.value} onPair={pair} onRevoked={remove} />;
}

interface ListProps {
  devices: Device[];
  told: string | null;
  onPair: () => void;
  onRevoked: (device: Device) => void;
}

function List({ devices, told, onPair, onRevoked }: ListProps) {
  const managed = venues.value.filter(({ role }) => role === "manager");
  return (
    <Screen title="Devices">
      <Told>{told}</Told>
      <p>A paired phone or tablet can say how tonight is, without anybody signing in. It can do nothing else.</p>
      {managed.length > 0 ? <Button isBig onPress={onPair}>Pair a device</Button> : <Notice><p>No venue is yours to manage, so there is nothing to pair for.</p></Notice>}
      <h2>Paired now</h2>
      {devices.length === 0 && <p>None yet.</p>}
      <ul class="list">
        {devices.map((device) => <One key={device.id} device={device} onRevoked={() => onRevoked(device)} />)}
      </ul>
    </Screen>
  );
}

function One({ device, onRevoked }: { device: Device; onRevoked: () => void }) {
  const sender = useSend(DEVICES_OFFLINE);
  const names: Names = Object.fromEntries(venues.value.map(({ slug, name }) => [slug, name]));
  const revoke = async (): Promise<void> => {
    if (await sender.send("DELETE", `${DEVICES}/${encodeURIComponent(device.id)}`)) onRevoked();
  };
  return (
    <li>
      <h3>{device.name}</h3>
      <p><b>{usedWords(device, now.value)}.</b></p>
      <p>For {venuesWords(device.venues, names)}.</p>
      <p class="age">{pairedWords(device, now.value)}</p>
      <ErrorSummary message={sender.message} />
      <End question={`Revoke ${device.name}? It is refused from its next tap on, and must be paired again.`} yes={`Revoke ${device.name}`} isBusy={sender.isBusy} onYes={() => void revoke()}>
        {`Revoke ${device.name}`}
      </End>
    </li>
  );
}
