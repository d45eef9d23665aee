import { useSignal } from "@preact/signals";
import type { Fields } from "../../api.ts";
import { Button } from "../../elements/button.tsx";
import { Field } from "../../elements/field.tsx";
import { ErrorSummary } from "../../elements/notice.tsx";
import { Screen } from "../../elements/screen.tsx";
import { mine, venues } from "../../state.ts";
import type { VenueTonight } from "../../types.ts";
import { Checks } from "../checks.tsx";
import { DEVICES, DEVICES_OFFLINE } from "../paths.ts";
import { Whose } from "../people/whose.tsx";
import { useSend } from "../send.ts";
import type { PairingOffer } from "../types.ts";

interface Props {
  at: VenueTonight | null;
  onBack: () => void;
  onOffer: (offer: PairingOffer, name: string) => void;
}

/** What the device is called, what it may report for, and whether the shift types a PIN. */
export function PairForm({ at, onBack, onOffer }: Props) {
  const sender = useSend(DEVICES_OFFLINE);
  const managed = venues.value.filter(({ role }) => role === "manager");
  const first = managed.find(({ slug }) => slug === at?.slug) ?? managed[0];
  const organisation = useSignal(first?.organisation ?? 0);
  const theirs = managed.filter((one) => one.organisation === organisation.value);
  const organisations = (mine.value?.organisations ?? []).filter(({ id }) => managed.some((one) => one.organisation === id));
  const chosen = useSignal<string[]>(first ? [first.slug] : []);
  const [name, pin] = [useSignal("Bar tablet"), useSignal("")];
  const belong = (id: number): void => {
    organisation.value = id;
    chosen.value = managed.filter((one) => one.organisation === id).slice(0, 1).map(({ slug }) => slug);
  };
  const pair = async (): Promise<void> => {
    if (sender.refuse(problems(name.value, pin.value, chosen.value))) return;
    const body = { organisation: organisation.value, venues: chosen.value, name: name.value.trim(), ...(pin.value && { pin: pin.value }) };
    const done = await sender.send<PairingOffer>("POST", `${DEVICES}/pairings`, body);
    if (done) onOffer(done.data, body.name);
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    void pair();
  };
  const error = (field: string): string | undefined => sender.fields[field]?.join(" ");
  return (
    <Screen title="Pair a device" onBack={onBack}>
      <ErrorSummary message={sender.message} fields={sender.fields} idOf={(field) => `device-${field}`} />
      <form onSubmit={submit} noValidate>
        <Field id="device-name" label="What is it called?" hint="Shown to you and your staff beside what is tapped on it." value={name.value} error={error("name")} onChange={(value) => (name.value = value)} input={{ maxLength: 40, autocomplete: "off" }} />
        <Whose organisations={organisations} chosen={organisation.value} onChange={belong} />
        <Checks id="device-venues" legend="It may report for" choices={theirs.map((one) => [one.slug, one.name])} chosen={chosen.value} error={error("venues")} onChange={(value) => (chosen.value = value)} />
        <Field id="device-pin" label="Shift PIN (optional)" hint="Four digits. The shift types it once a night; it keeps guests from tapping." value={pin.value} error={error("pin")} onChange={(value) => (pin.value = value)} input={{ inputMode: "numeric", autocomplete: "off", maxLength: 4, class: "code" }} />
        <Button submits isBig isBusy={sender.isBusy}>{sender.isBusy ? "Making a code\u2026" : "Show the code"}</Button>
      </form>
    </Screen>
  );
}

function problems(name: string, pin: string, chosen: string[]): Fields {
  return {
    ...(name.trim() === "" && { name: ["Give it a name, like Bar tablet."] }),
    ...(chosen.length === 0 && { venues: ["Tick at least one venue."] }),
    ...(pin !== "" && !/^\d{4}$/.test(pin) && { pin: ["Use four digits, like 4821, or leave it empty."] }),
  };
}
