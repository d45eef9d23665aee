/**
 * What the screen says, in the language of the page; the server's twin is `backend/language/say.py`.
 * The English text is the key of its translation, so English is always whole.
 */

export type Values = Readonly<Record<string, string | number>>;
/** A text, or its forms by Unicode's plural categories. */
export type Catalogue = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

let catalogue: Catalogue = {};
let language = "";
let isolate = "";
let pop = "";

/** Before the first text is said. Names and numbers are set apart from a text that runs from right to left. */
export function speak(code: string, translations: Catalogue, isRightToLeft: boolean): void {
  language = code;
  catalogue = translations;
  [isolate, pop] = isRightToLeft ? ["\u2068", "\u2069"] : ["", ""];
}

export function isEnglish(): boolean {
  return language === "";
}

/** `3.5`, `3,5`: with the digits that are on street signs here, in every language. English goes without `Intl`. */
export function decimal(number: number): string {
  return isEnglish() ? String(number) : new Intl.NumberFormat(latin()).format(number);
}

/** A wall date in words, in other languages than English. */
export function date(wallDate: number, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(latin(), { ...options, timeZone: "UTC" }).format(wallDate);
}

function latin(): string {
  return `${language}-u-nu-latn`;
}

/** `t("about {km} km", { km })`: the literal stands in the call, because translators get it from there. */
export function t(english: string, values?: Values): string {
  const found = catalogue[english];
  return filled(typeof found === "string" ? found : english, values);
}

/** `many(2, "{n} minute", "{n} minutes")`; a language may have up to six forms. */
export function many(n: number, one: string, other: string): string {
  const forms = catalogue[one];
  const text = typeof forms === "object" ? forms[new Intl.PluralRules(language).select(n)] ?? forms["other"] : undefined;
  return filled(text ?? (n === 1 ? one : other), { n });
}

function filled(text: string, values?: Values): string {
  return values ? text.replace(/\{(\w+)\}/g, (_, name: string) => `${isolate}${values[name]}${pop}`) : text;
}
