import { useSignal } from "@preact/signals";
import { Button } from "../../elements/button.tsx";
import { ErrorSummary, Notice } from "../../elements/notice.tsx";
import { Screen } from "../../elements/screen.tsx";
import { mine, venues, who } from "../../state.ts";
import { now } from "../../time.ts";
import { NotThere, useLoaded } from "../load.tsx";
import { MEMBERS, PEOPLE_OFFLINE } from "../paths.ts";
import { useSend } from "../send.ts";
import { Told, tellAndFocus } from "../told.tsx";
import type { Managed, Member } from "../types.ts";
import { End } from "./end.tsx";
import { Invite } from "./invite.tsx";
import { roleWords, seenWords, type Names } from "./words.ts";

/** Everybody who may speak for these venues. */
export function People() {
  const { answer, again, take } = useLoaded<{ members: Member[] }>(MEMBERS);
  const isInviting = useSignal(false);
  const told = useSignal<string | null>(null);
  const managed: Managed[] = (mine.value?.organisations ?? []).filter((one: Managed) => one.role === "manager" && one.whole !== false);
  const tell = (words: string): void => {
    told.value = words;
    tellAndFocus(words);
  };
  if (answer?.kind !== "ok") return <Screen title="People"><NotThere answer={answer} again={again} offline={PEOPLE_OFFLINE} /></Screen>;
  const { members } = answer.data;
  if (isInviting.value) {
    const done = (member: Member): void => {
      take({ members: [...members, member] });
      isInviting.value = false;
      tell(`${member.name} is invited. A letter is on its way to ${member.email}.`);
    };
    return <Invite organisations={managed} onBack={() => (isInviting.value = false)} onInvited={done} />;
  }
  const remove = (gone: Member): void => {
    take({ members: members.filter(({ id }) => id !== gone.id) });
    tell(`${gone.name} is out, and signed out everywhere.`);
  };
  return (
    <Screen title="People">
      <Told>{told.value}</Told>
      {managed.length === 0 ? (
        <Notice><p>You manage some of an organisation&rsquo;s venues. Its people are kept by whoever manages all of them: ask them, or the VRA.</p></Notice>
      ) : (
        <Button isBig onPress={() => (isInviting.value = true)}>Invite staff</Button>
      )}
      {managed.map((organisation) => <Of key={organisation.id} organisation={organisation} members={members.filter((one) => one.organisation === organisation.id)} onEnded={remove} />)}
      <p class="hint">Only the VRA invites managers, or ends a manager&rsquo;s part.</p>
    </Screen>
  );
}

interface OfProps {
  organisation: Managed;
  members: Member[];
  onEnded: (member: Member) => void;
}

function Of({ organisation, members, onEnded }: OfProps) {
  const names: Names = Object.fromEntries(venues.value.map(({ slug, name }) => [slug, name]));
  return (
    <section>
      <h2>{organisation.name}</h2>
      {members.length === 0 && <p>Nobody yet.</p>}
      <ul class="list">
        {members.map((member) => <Person key={member.id} member={member} names={names} organisation={organisation.name} onEnded={() => onEnded(member)} />)}
      </ul>
    </section>
  );
}

function Person({ member, names, organisation, onEnded }: { member: Member; names: Names; organisation: string; onEnded: () => void }) {
  const sender = useSend(PEOPLE_OFFLINE);
  const isMe = member.email === who.value?.email;
  const end = async (): Promise<void> => {
    if (await sender.send("DELETE", `${MEMBERS}/${member.id}`)) onEnded();
  };
  return (
    <li>
      <h3>{member.name}{isMe && " (you)"}</h3>
      <p class="where">{member.email}</p>
      <p>{roleWords(member, names)}.</p>
      <p class="age">{seenWords(member, now.value)}.</p>
      <ErrorSummary message={sender.message} />
      {member.role === "staff" && (
        <End question={`End ${member.name}\u2019s part in ${organisation}? They are signed out everywhere at once, and can no longer report.`} yes={`End ${member.name}\u2019s part`} isBusy={sender.isBusy} onYes={() => void end()}>
          {`End ${member.name}\u2019s part`}
        </End>
      )}
    </li>
  );
}
