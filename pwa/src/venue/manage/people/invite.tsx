import { useSignal } from "@preact/signals";
import { Button } from "../../elements/button.tsx";
import { Field } from "../../elements/field.tsx";
import { ErrorSummary } from "../../elements/notice.tsx";
import { Screen } from "../../elements/screen.tsx";
import type { Fields } from "../../api.ts";
import { venues } from "../../state.ts";
import { Checks } from "../checks.tsx";
import { MEMBERS, PEOPLE_OFFLINE } from "../paths.ts";
import { Radios } from "../radios.tsx";
import { useSend } from "../send.ts";
import type { Managed, Member } from "../types.ts";
import { leave, useUnsaved } from "../unsaved.ts";
import { Whose } from "./whose.tsx";

interface Props {
  organisations: Managed[];
  onBack: () => void;
  onInvited: (member: Member) => void;
}

/** A new member of staff: they get a letter and sign in with that address. */
export function Invite({ organisations, onBack, onInvited }: Props) {
  const sender = useSend(PEOPLE_OFFLINE);
  const organisation = useSignal(organisations[0]?.id ?? 0);
  const [email, name] = [useSignal(""), useSignal("")];
  const reach = useSignal<"all" | "some">("all");
  const chosen = useSignal<string[]>([]);
  const theirs = venues.value.filter((one) => one.organisation === organisation.value);
  useUnsaved(email.value || name.value ? "The invitation" : null);
  const invite = async (): Promise<void> => {
    const isSome = reach.value === "some" && theirs.length > 1;
    if (sender.refuse(problems(email.value, isSome && chosen.value.length === 0))) return;
    const body = { organisation: organisation.value, email: email.value.trim(), name: name.value.trim(), role: "staff", venues: isSome ? chosen.value : null };
    const done = await sender.send<Member>("POST", MEMBERS, body);
    if (done) onInvited(done.data);
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    void invite();
  };
  const error = (field: string): string | undefined => sender.fields[field]?.join(" ");
  return (
    <Screen title="Invite staff" onBack={() => leave(onBack)}>
      <ErrorSummary message={sender.message} fields={sender.fields} idOf={(field) => `invite-${field}`} />
      <p>Staff say how tonight is. They cannot change hours, people or devices.</p>
      <form onSubmit={submit} noValidate>
        <Whose organisations={organisations} chosen={organisation.value} onChange={(id) => ((organisation.value = id), (chosen.value = []))} />
        <Field id="invite-email" label="E-mail address" hint="They sign in with it: a code is sent there each time." value={email.value} error={error("email")} onChange={(value) => (email.value = value)} input={{ type: "email", autocomplete: "off", autocapitalize: "none", spellcheck: false, maxLength: 254 }} />
        <Field id="invite-name" label="Name" hint="Shown to you and your staff beside what they tap. Never to the public." value={name.value} error={error("name")} onChange={(value) => (name.value = value)} input={{ autocomplete: "off", maxLength: 80 }} />
        {theirs.length > 1 && <Radios id="invite-reach" legend="For which venues?" choices={[["all", "All, also new ones"], ["some", "Only some"]]} chosen={reach.value} onChange={(value) => (reach.value = value)} />}
        {theirs.length > 1 && reach.value === "some" && <Checks id="invite-venues" legend="Venues" choices={theirs.map((one) => [one.slug, one.name])} chosen={chosen.value} error={error("venues")} onChange={(value) => (chosen.value = value)} />}
        <Button submits isBig isBusy={sender.isBusy}>{sender.isBusy ? "Sending\u2026" : "Send the invitation"}</Button>
      </form>
    </Screen>
  );
}

function problems(email: string, isNone: boolean): Fields {
  return {
    ...(!/^\S+@\S+\.\S+$/.test(email.trim()) && { email: ["Type an e-mail address, like alex@example.org."] }),
    ...(isNone && { venues: ["Tick at least one venue."] }),
  };
}
