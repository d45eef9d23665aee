import { useSignal } from "@preact/signals";
import { look } from "../../mine.ts";
import { say } from "../../state.ts";
import { HOURS_OFFLINE, venuePath } from "../paths.ts";
import { useSend } from "../send.ts";
import type { Preview, VenueFull } from "../types.ts";
import { useUnsaved } from "../unsaved.ts";
import { compared, type Row } from "./changes.ts";
import { byNight, draftOf, isChanged, named, problemsOf, wishOf, type Draft } from "./draft.ts";
import { Form } from "./form.tsx";
import { forgetWaiting, keepWaiting, waiting } from "./waiting.ts";
import { Nights } from "./nights.tsx";

interface Props {
  full: VenueFull;
  onBack: () => void;
  onSaved: (fresh: VenueFull, words: string) => void;
}

export interface Shown {
  rows: Row[];
  words: string | null;
}

const SAVED = "Saved. The public reads the new hours now.";

/** First the form, then the nights as they would be, and only from there it is saved. */
export function Week({ full, onBack, onSaved }: Props) {
  const draft = useSignal<Draft>(waiting(full.slug) ?? draftOf(full));
  const shown = useSignal<Shown | null>(null);
  const sender = useSend(HOURS_OFFLINE);
  const path = venuePath(full.slug);
  useUnsaved(isChanged(draft.value, full) ? "The hours that you changed" : null, () => forgetWaiting(full.slug));
  const edit = (changed: Draft): void => {
    draft.value = changed;
    if (isChanged(changed, full)) keepWaiting(full.slug, changed);
    else forgetWaiting(full.slug);
  };
  const preview = async (): Promise<void> => {
    if (sender.refuse(problemsOf(draft.value))) return;
    const then = await sender.send<Preview>("POST", `${path}/preview`, wishOf(draft.value));
    const before = then && (await sender.send<Preview>("POST", `${path}/preview`, {}));
    if (then === null || before === null) return;
    const nights = ({ data }: { data: Preview }): { nights: Preview["nights"]; isKnown: boolean } => ({ nights: data.nights, isKnown: data.opening_hours !== null });
    shown.value = { rows: compared(nights(before), nights(then), full.special_days), words: then.data.hours_text };
    scrollTo(0, 0);
  };
  const save = async (): Promise<void> => {
    const done = await sender.send<VenueFull>("PATCH", path, wishOf(draft.value));
    if (done === null) return;
    forgetWaiting(full.slug);
    say(SAVED);
    void look();
    onSaved(done.data, SAVED);
  };
  const fields = byNight(sender.fields);
  const problem = { message: sender.message, fields: named(fields) };
  if (shown.value !== null) {
    const back = (): void => {
      sender.clear();
      shown.value = null;
    };
    return <Nights shown={shown.value} problem={problem} isBusy={sender.isBusy} onSave={() => void save()} onBack={back} />;
  }
  return <Form draft={draft.value} fields={fields} problem={problem} isBusy={sender.isBusy} onChange={edit} onPreview={() => void preview()} onBack={onBack} />;
}
