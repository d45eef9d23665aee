import { h } from "./dom.ts";
import { t } from "../translate.ts";

/** t("Town or postcode") and a button. It works without script too, on the page that the server renders. */
export function searchForm(onSearch: (q: string) => void, value = "", error = ""): HTMLFormElement {
  const field = h("input", {
    id: "q",
    name: "q",
    value,
    maxlength: "80",
    autocomplete: "off",
    autocapitalize: "words",
    spellcheck: "false",
    enterkeyhint: "search",
    "aria-describedby": error ? "q-error" : null,
    "aria-invalid": error ? "true" : null,
  });
  return h(
    "form",
    {
      class: "search",
      method: "post",
      action: "/near",
      submit: (event) => {
        event.preventDefault();
        onSearch(field.value);
      },
    },
    h("label", { for: "q" }, t("Town or postcode")),
    error && h("p", { class: "error", id: "q-error" }, error),
    h("div", { class: "row" }, field, h("button", { class: "button quiet" }, t("Search"))),
  );
}

export function alternatives(choices: readonly (readonly [string, string])[], onSearch: (q: string) => void): HTMLElement | null {
  if (choices.length === 0) return null;
  return h(
    "div",
    { class: "choices" },
    h("p", {}, t("Did you mean:")),
    ...choices.map(([shown, q]) => h("button", { type: "button", class: "button quiet", click: () => onSearch(q) }, shown)),
  );
}
