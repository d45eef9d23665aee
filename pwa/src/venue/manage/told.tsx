import { Notice } from "../elements/notice.tsx";
import { focusSoon } from "./focus.ts";
import { say } from "../state.ts";

const ID = "told";

/** What was just done, where the thing that was pressed may be gone: said aloud, and it takes the focus. */
export function Told({ children }: { children: string | null }) {
  if (children === null) return null;
  return (
    <div id={ID} tabIndex={-1} class="told">
      <Notice kind="good"><p>{children}</p></Notice>
    </div>
  );
}

export function tellAndFocus(words: string): void {
  say(words);
  focusSoon(ID);
}
