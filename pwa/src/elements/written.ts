import { isEnglish } from "../translate.ts";
import { h } from "./dom.ts";

/** What a venue wrote: it is in English whatever the page is in, and is to be read out so. */
export function written(text: string): HTMLElement {
  return h("span", isEnglish() ? {} : { lang: "en-GB", dir: "ltr" }, text);
}
