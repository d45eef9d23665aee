import { useSignal } from "@preact/signals";
import { call, type Answer, type Fields, type Refused } from "../api.ts";
import { look } from "../mine.ts";

export interface Sender {
  isBusy: boolean;
  message: string | null;
  fields: Fields;
  /** The data, or null when it was not done: then `message` and `fields` say why. */
  send: <T>(method: string, path: string, body?: unknown) => Promise<{ data: T } | null>;
  /** What the form found wrong by itself. False when that is nothing. */
  refuse: (fields: Fields) => boolean;
  clear: () => void;
}

const LOOK_AGAIN = "Not saved yet. This needs another look:";

/** One change at a time. `offline` says what is not done without a signal, such as "hours are not changed". */
export function useSend(offline: string): Sender {
  const isBusy = useSignal(false);
  const message = useSignal<string | null>(null);
  const fields = useSignal<Fields>({});
  const tell = (text: string | null, reasons: Fields = {}): void => {
    fields.value = reasons;
    message.value = text;
  };
  const judge = <T>(answer: Answer<T>): { data: T } | null => {
    if (answer.kind === "ok") return { data: answer.data };
    if (answer.kind === "offline") tell(`Needs a signal: ${offline} offline. What you typed is still here.`);
    else tell(refusal(answer), answer.fields);
    return null;
  };
  const send = async <T>(method: string, path: string, body?: unknown): Promise<{ data: T } | null> => {
    if (isBusy.value) return null;
    isBusy.value = true;
    tell(null);
    const answer = await call<T>(method, path, body);
    isBusy.value = false;
    if (answer.kind === "refused" && answer.status === 401) void look();
    return judge(answer);
  };
  return {
    isBusy: isBusy.value,
    message: message.value,
    fields: fields.value,
    send,
    refuse: (reasons) => {
      const isWrong = Object.keys(reasons).length > 0;
      tell(null);
      // The same words again must take the focus again, so they are away for a moment.
      if (isWrong) setTimeout(() => tell(LOOK_AGAIN, reasons), 0);
      return isWrong;
    },
    clear: () => tell(null),
  };
}

function refusal({ status, message, fields }: Refused): string {
  if (status === 400 && Object.keys(fields).length > 0) return LOOK_AGAIN;
  if (status === 403) return "Not done: only a manager may do this.";
  if (status === 404) return "Not done: this is not there any more. Leave this screen and come back.";
  return message;
}
