import { Button } from "../../elements/button.tsx";
import { who } from "../../state.ts";
import { now } from "../../time.ts";
import { momentWords } from "../dates.ts";
import type { VenueFull } from "../types.ts";
import { proposalWords } from "./wish.ts";

interface Props {
  full: VenueFull;
  isBusy: boolean;
  onTakeBack: (field: string) => void;
}

/** What waits for an officer, with a way to take each back. */
export function Waiting({ full, isBusy, onTakeBack }: Props) {
  return (
    <>
      {full.proposals.map((proposal) => {
        const by = proposal.made_by === null ? "Somebody" : proposal.made_by === who.value?.name ? "You" : proposal.made_by;
        return (
          <div class="notice" key={proposal.id}>
            <p><b>{by} proposed {momentWords(proposal.made_at, now.value)}. The VRA decides.</b></p>
            {proposalWords(proposal).map(({ field, words }) => (
              <p key={field}>
                {words} <Button look="plain" isBusy={isBusy} label={`Take back: ${words}`} onPress={() => onTakeBack(field)}>Take back</Button>
              </p>
            ))}
          </div>
        );
      })}
    </>
  );
}
