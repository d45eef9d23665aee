import { useSignal } from "@preact/signals";
import { call } from "./api.ts";
import { Button } from "./elements/button.tsx";
import { Confirm } from "./elements/confirm.tsx";
import { Later } from "./elements/later.tsx";
import { Notice, OFFLINE } from "./elements/notice.tsx";
import { Screen } from "./elements/screen.tsx";
import { forget } from "./kept.ts";
import { queue } from "./outbox.ts";
import { remindNobody } from "./reminders/later.ts";
import { signOut } from "./signin/flows.ts";
import { chosen, go, mine, sitsAtDesk, venues, who } from "./state.ts";
import { countOf } from "./words.ts";

const reminders = () => import("./reminders/reminders.tsx").then(({ Reminders }) => Reminders);

/** Who this is, what this device is reminded of, and the way out. */
export function Me() {
  const problem = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const me = who.value;
  if (me === null) return null;
  const leave = async (): Promise<void> => {
    isBusy.value = true;
    problem.value = null;
    const isOut = me.kind === "device" ? await unpair(me.device) : await signOut();
    isBusy.value = false;
    if (!isOut) return void (problem.value = OFFLINE);
    await remindNobody();
    await forget("mine", "venue", "paired");
    chosen.value = null;
    mine.value = null;
    go("signin");
  };
  const waiting = queue.value.length;
  return (
    <Screen title={me.name}>
      {me.kind === "device" ? <p>A paired device. It can say whether its venues are open, and nothing else.</p> : <p>Signed in as {me.email}.</p>}
      {problem.value && <Notice kind="warning"><p>{problem.value}</p></Notice>}
      {waiting > 0 && <Notice kind="warning"><p><b>{countOf(waiting, "tap")} not sent yet.</b> They stay on this device until somebody signs in here again.</p></Notice>}
      {venues.value.length > 0 && <Later load={reminders} props={{}} />}
      <div class="stack">
        {sitsAtDesk.value && <a class="button" href="/desk/">Go to the desk</a>}
        {me.kind === "person" && <Button look="quiet" onPress={() => go("security")}>Passkeys and second factor</Button>}
        {me.kind === "device" ? (
          <Confirm question="Unpair this device? A manager must pair it again before it can report." yes="Unpair" isBusy={isBusy.value} onYes={() => void leave()}>Unpair this device</Confirm>
        ) : (
          <Button look="quiet" isBusy={isBusy.value} onPress={() => void leave()}>Sign out</Button>
        )}
      </div>
    </Screen>
  );
}

async function unpair(device: string | null | undefined): Promise<boolean> {
  const answer = await call("DELETE", `/api/v1/devices/${encodeURIComponent(device ?? "")}`);
  return answer.kind === "ok" || (answer.kind === "refused" && [401, 404].includes(answer.status));
}
