import { useEffect } from "preact/hooks";
import { call } from "../../api.ts";
import { Button } from "../../elements/button.tsx";
import { Notice } from "../../elements/notice.tsx";
import { Qr } from "../../elements/qr.tsx";
import { Screen } from "../../elements/screen.tsx";
import { now } from "../../time.ts";
import { DEVICES } from "../paths.ts";
import { countdown, grouped, newcomer } from "../people/words.ts";
import type { Device, PairingOffer } from "../types.ts";

interface Props {
  offer: PairingOffer;
  name: string;
  /** The devices that there were. */
  before: string[];
  onPaired: (all: Device[], fresh: Device) => void;
  onAgain: () => void;
  onBack: () => void;
}

const ASK_EVERY_MS = 3_000;

/** The code, large, for as long as it works. It notices by itself when a device has taken it. */
export function Code({ offer, name, before, onPaired, onAgain, onBack }: Props) {
  const isOver = now.value >= Date.parse(offer.expires_at);
  useEffect(() => {
    if (isOver) return;
    const timer = setInterval(() => void ask(), ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isOver]);
  const ask = async (): Promise<void> => {
    if (document.visibilityState !== "visible") return;
    const answer = await call<{ devices: Device[] }>("GET", DEVICES);
    const fresh = answer.kind === "ok" ? newcomer(before, answer.data.devices) : null;
    if (answer.kind === "ok" && fresh) onPaired(answer.data.devices, fresh);
  };
  return (
    <Screen title={`Pair ${name}`} onBack={onBack}>
      {isOver ? (
        <Notice kind="warning">
          <p role="alert">This code has run out. Nothing was paired with it.</p>
          <Button onPress={onAgain}>Make a new code</Button>
        </Notice>
      ) : (
        <>
          <p>On the device, scan this, or open <b>{offer.link.replace(/^https?:\/\/|#.*$/g, "")}</b>, choose &ldquo;I have a pairing code&rdquo; and type:</p>
          <p class="big-code">{grouped(offer.code)}</p>
          <p>It works once. Time left: <span role="timer">{countdown(offer, now.value)}</span>. Leave this page open until the device is paired.</p>
          <Qr svg={offer.qr_svg} label="QR code that opens the pairing page on the device" />
          <p class="hint">You and the VRA get an e-mail when a device is paired.</p>
        </>
      )}
    </Screen>
  );
}
