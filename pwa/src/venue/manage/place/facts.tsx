import { useSignal } from "@preact/signals";
import type { Fields } from "../../api.ts";
import { SERVICE_WORDS } from "../../../services.ts";
import { Button } from "../../elements/button.tsx";
import { Field } from "../../elements/field.tsx";
import { ErrorSummary, Notice } from "../../elements/notice.tsx";
import { look } from "../../mine.ts";
import { say } from "../../state.ts";
import { Checks } from "../checks.tsx";
import { PLACE_OFFLINE, venuePath } from "../paths.ts";
import { Radios } from "../radios.tsx";
import { useSend } from "../send.ts";
import type { VenueFull } from "../types.ts";
import { ACCESS_WORDS, EXPECT_MOST, factsChanged, factsProblems, oneLine, type FactsDraft, type YesNo } from "./wish.ts";

interface Props {
  full: VenueFull;
  draft: FactsDraft;
  onDraft: (draft: FactsDraft) => void;
  onSaved: (fresh: VenueFull) => void;
}

const ANSWERS: [YesNo, string][] = [
  ["yes", "Yes"],
  ["no", "No"],
  ["unknown", "Not known"],
];
const SAVED = "Saved. The public reads it now.";

/** "services.0" is about the services; "access.step_free" about one question. */
function boxOf(field: string): string {
  const [first = "", second = ""] = field.split(".");
  return first === "access" && second ? `place-access-${second}` : `place-${first}`;
}

/** Facts that are the manager's own: saved at once. */
export function Facts({ full, draft, onDraft, onSaved }: Props) {
  const sender = useSend(PLACE_OFFLINE);
  const told = useSignal<string | null>(null);
  const set = (change: Partial<FactsDraft>): void => {
    told.value = null;
    onDraft({ ...draft, ...change });
  };
  const save = async (): Promise<void> => {
    if (sender.refuse(factsProblems(draft))) return;
    const done = await sender.send<VenueFull>("PATCH", venuePath(full.slug), factsChanged(draft, full));
    if (done === null) return;
    onSaved(done.data);
    told.value = SAVED;
    say(SAVED);
    void look();
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (Object.keys(factsChanged(draft, full)).length === 0) told.value = "Nothing has changed, so nothing was saved.";
    else void save();
  };
  return (
    <form onSubmit={submit} noValidate aria-labelledby="at-once">
      <h2 id="at-once">Saved at once</h2>
      <ErrorSummary message={sender.message} fields={sender.fields} idOf={boxOf} />
      <Boxes draft={draft} fields={sender.fields} set={set} />
      {told.value && <Notice kind="good"><p>{told.value}</p></Notice>}
      <Button submits isBig isBusy={sender.isBusy}>{sender.isBusy ? "Saving\u2026" : "Save"}</Button>
    </form>
  );
}

function Boxes({ draft, fields, set }: { draft: FactsDraft; fields: Fields; set: (change: Partial<FactsDraft>) => void }) {
  const error = (name: string): string | undefined => Object.entries(fields).find(([field]) => field === name || field.startsWith(`${name}.`))?.[1].join(" ");
  return (
    <>
      <Field id="place-phone" label="Phone for the public" hint="Answered while you are open. Empty if there is none." value={draft.phone} error={error("phone")} onChange={(phone) => set({ phone })} input={{ type: "tel", autocomplete: "off", maxLength: 20 }} />
      <Checks id="place-services" legend="What you offer" choices={Object.entries(SERVICE_WORDS)} chosen={draft.services} error={error("services")} onChange={(services) => set({ services })} />
      {Object.entries(ACCESS_WORDS).map(([key, words]) => (
        <Radios key={key} id={`place-access-${key}`} legend={words} isShort choices={ANSWERS} chosen={draft.access[key] ?? "unknown"} error={error(`access.${key}`)} onChange={(answer) => set({ access: { ...draft.access, [key]: answer } })} />
      ))}
      <Field id="place-what_to_expect" label="What to expect" hint={`For somebody who has never been: where the door is, whom to ask for. Plain text, one paragraph. ${leftWords(draft.expect)}`} isLong value={draft.expect} error={error("what_to_expect")} onChange={(expect) => set({ expect })} />
      <Field id="place-minimum_age" label="Minimum age" hint="Empty if there is none." value={draft.age} error={error("minimum_age")} onChange={(age) => set({ age })} input={{ inputMode: "numeric", autocomplete: "off", maxLength: 2, class: "short-box" }} />
      <Field id="place-last_entry" label="Last entry" hint="After this time nobody new is let in. Empty if there is none." value={draft.lastEntry} error={error("last_entry")} onChange={(lastEntry) => set({ lastEntry })} input={{ type: "time", class: "short-box" }} />
    </>
  );
}

function leftWords(text: string): string {
  const left = EXPECT_MOST - oneLine(text).length;
  return left < 0 ? `${-left} characters too many.` : `${left} of ${EXPECT_MOST} characters left.`;
}
