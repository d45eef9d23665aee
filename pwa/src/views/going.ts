import { h, setText } from "../elements/dom.ts";
import { frame } from "../elements/frame.ts";
import type { App, View } from "../routes.ts";
import { goingWords, smsUrl } from "../saying.ts";
import { t } from "../translate.ts";
import type { Place } from "../types.ts";

/** Tell a friend where she is going: exactly what is shown, to whom she chooses, once. */
export function going(app: App, one: Place, link: string): View {
  const text = goingWords(one, link);
  const told = h("p", { class: "told", tabindex: "-1" });
  const tell = (words: string): void => {
    setText(told, words);
    app.say(words);
  };
  const share = async (): Promise<void> => {
    // Whoever closes the phone's own list has changed her mind: that is no fault to tell of.
    await navigator.share({ text }).catch((error: unknown) => (error as Error).name !== "AbortError" && tell(t("This could not be sent. Try one of the other ways.")));
  };
  const copy = async (): Promise<void> => {
    const isCopied = await navigator.clipboard.writeText(text).then(() => true, () => false);
    tell(isCopied ? t("Copied. Paste it into a message.") : t("This could not be copied. Press and hold the text above."));
  };
  return frame(
    app,
    t("Tell a friend where I am going"),
    h("p", {}, t("This is all that is sent. It does not say where you are, and it does not follow you.")),
    h("p", { class: "quote" }, text),
    h(
      "p",
      { class: "actions" },
      "share" in navigator && h("button", { type: "button", class: "button", click: () => void share() }, t("Choose who to send it to")),
      h("a", { class: "button quiet", href: smsUrl(text, navigator.userAgent) }, t("Send it as a text")),
      "clipboard" in navigator && h("button", { type: "button", class: "button quiet", click: () => void copy() }, t("Copy it")),
    ),
    told,
  );
}
