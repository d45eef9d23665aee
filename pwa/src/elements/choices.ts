import { SERVICE_WORDS } from "../services.ts";
import type { Filters } from "../types.ts";
import { h } from "./dom.ts";
import { t } from "../translate.ts";

const CHOICES = [
  ["safe_spaces_only", t("Safe Spaces only")],
  ["step_free", t("Step-free way in")],
  ["under_18", t("I am under 18")],
] as const;
/** Said on a place, but nobody looks for a place by it. */
const NOT_ASKED_FOR = ["help_at_door", "signposting"];

/** The boxes to tick. They hold for as long as the page is open and are kept nowhere. */
export function choices(filters: Filters): HTMLElement[] {
  const box = (name: string, words: string, isOn: boolean, set: (isOn: boolean) => void): HTMLElement => {
    const input = h("input", { type: "checkbox", name, checked: isOn, change: () => set(input.checked) });
    return h("label", { class: "check" }, input, words);
  };
  const services = Object.entries(SERVICE_WORDS).filter(([name]) => !NOT_ASKED_FOR.includes(name));
  return [
    ...CHOICES.map(([name, words]) => box(name, words, filters[name], (isOn) => (filters[name] = isOn))),
    h(
      "fieldset",
      {},
      h("legend", {}, t("Must have")),
      ...services.map(([name, words]) =>
        box(name, t(words), filters.services.includes(name), (isOn) => {
          filters.services = isOn ? [...filters.services, name] : filters.services.filter((other) => other !== name);
        }),
      ),
    ),
  ];
}
