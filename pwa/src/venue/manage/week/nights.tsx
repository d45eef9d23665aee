import type { Fields } from "../../api.ts";
import { Button } from "../../elements/button.tsx";
import { ErrorSummary } from "../../elements/notice.tsx";
import { Screen } from "../../elements/screen.tsx";
import { changesWords, type Row } from "./changes.ts";
import type { Shown } from "./week.tsx";

interface Props {
  shown: Shown;
  problem: { message: string | null; fields: Fields };
  isBusy: boolean;
  onSave: () => void;
  onBack: () => void;
}

/** What saving would mean, night by night. */
export function Nights({ shown: { rows, words }, problem, isBusy, onSave, onBack }: Props) {
  return (
    <Screen title="The next 14 nights" onBack={onBack}>
      <ErrorSummary {...problem} />
      <p><b>{changesWords(rows)}</b></p>
      <p>The public will read: {words ?? "Opening hours not known. Call first"}.</p>
      <table class="nights">
        <thead>
          <tr>
            <th scope="col">Night</th>
            <th scope="col">Open</th>
          </tr>
        </thead>
        <tbody>{rows.map((row) => <Line key={row.night} row={row} />)}</tbody>
      </table>
      <div class="stack">
        <Button isBig isBusy={isBusy} onPress={onSave}>{isBusy ? "Saving\u2026" : "Save these hours"}</Button>
        <Button look="quiet" onPress={onBack}>Change something</Button>
      </div>
    </Screen>
  );
}

function Line({ row: { label, text, before, isSpecial } }: { row: Row }) {
  return (
    <tr class={before === null ? undefined : "changes"}>
      <th scope="row">{label}</th>
      <td>
        {text}
        {isSpecial && <span class="aside">Special day</span>}
        {before !== null && <span class="aside">Changes. Now: {before}</span>}
      </td>
    </tr>
  );
}
