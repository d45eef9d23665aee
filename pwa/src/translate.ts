/** What the screen says, in the language of its reader. The English text is the key, so English is always whole. */

export type Values = Readonly<Record<string, string | number>>;

let catalogue: Readonly<Record<string, string>> = {};

export function speak(translations: Readonly<Record<string, string>>): void {
  catalogue = translations;
}

/** `t("about {km} km", { km })` */
export function t(english: string, values?: Values): string {
  const text = catalogue[english] ?? english;
  return values ? text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name])) : text;
}
