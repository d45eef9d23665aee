import { useSignal } from "@preact/signals";
import type { Fields } from "../../api.ts";
import { Button } from "../../elements/button.tsx";
import { Field } from "../../elements/field.tsx";
import { ErrorSummary, Notice } from "../../elements/notice.tsx";
import { say } from "../../state.ts";
import { PLACE_OFFLINE, venuePath } from "../paths.ts";
import { Radios } from "../radios.tsx";
import { useSend } from "../send.ts";
import type { VenueFull } from "../types.ts";
import { Pin } from "./pin.tsx";
import { Waiting } from "./waiting.tsx";
import { ELIGIBILITY_WORDS, KIND_WORDS, proposedWish, type ProposedDraft } from "./wish.ts";

interface Props {
  full: VenueFull;
  draft: ProposedDraft;
  onDraft: (draft: ProposedDraft) => void;
  onSaved: (fresh: VenueFull) => void;
}

const BOXES: Record<string, string> = { "point.lat": "pin-lat", "point.lng": "pin-lng", point: "pin-lat" };

/** What it is and where it stands: an officer of the VRA decides. */
export function Proposed({ full, draft, onDraft, onSaved }: Props) {
  const sender = useSend(PLACE_OFFLINE);
  const told = useSignal<string | null>(null);
  const pinProblem = useSignal<string | null>(null);
  const send = async (wish: Record<string, unknown>, words: string): Promise<void> => {
    const done = await sender.send<VenueFull>("PATCH", venuePath(full.slug), wish);
    if (done === null) return;
    onSaved(done.data);
    told.value = words;
    say(words);
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    const wish = proposedWish(draft, full);
    told.value = null;
    if (sender.refuse(problems(draft.name, pinProblem.value))) return;
    if (Object.keys(wish).length === 0) told.value = "Nothing has changed, so nothing was proposed.";
    else void send(wish, "Proposed. The VRA decides; until then the public reads what is there now.");
  };
  const set = (change: Partial<ProposedDraft>): void => onDraft({ ...draft, ...change });
  const error = (name: string): string | undefined => sender.fields[name]?.join(" ");
  return (
    <form onSubmit={submit} noValidate aria-labelledby="by-vra">
      <h2 id="by-vra">Proposed to the VRA</h2>
      <p>An officer looks at these before the public sees them. Everything above is saved at once, without waiting.</p>
      <ErrorSummary message={sender.message} fields={sender.fields} idOf={(field) => BOXES[field] ?? `propose-${field}`} />
      <Waiting full={full} isBusy={sender.isBusy} onTakeBack={(field) => void send({ [field]: full[field as keyof VenueFull] }, "Taken back.")} />
      <Field id="propose-name" label="Name" value={draft.name} error={error("name")} onChange={(name) => set({ name })} input={{ maxLength: 80, autocomplete: "off" }} />
      <Radios id="propose-kind" legend="Kind" choices={Object.entries(KIND_WORDS)} chosen={draft.kind} error={error("kind")} onChange={(kind) => set({ kind })} />
      <Radios id="propose-eligibility" legend="Who it is for" choices={Object.entries(ELIGIBILITY_WORDS)} chosen={draft.eligibility} error={error("eligibility")} onChange={(eligibility) => set({ eligibility })} />
      <Pin full={full} point={draft.point} error={error("point.lat") ?? error("point.lng")} problem={pinProblem.value} onProblem={(words) => (pinProblem.value = words)} onPoint={(point) => set({ point })} />
      {told.value && <Notice kind="good"><p>{told.value}</p></Notice>}
      <Button submits isBig look="quiet" isBusy={sender.isBusy}>{sender.isBusy ? "Sending\u2026" : "Propose to the VRA"}</Button>
    </form>
  );
}

function problems(name: string, pin: string | null): Fields {
  return {
    ...(name.trim() === "" && { name: ["Type the name that the public should read."] }),
    ...(pin !== null && { point: [pin] }),
  };
}
