/** Digits only: a stray character in a `tel:` link dials something else. */
export function telephoneUrl(number: string): string {
  return `tel:${number.replace(/^\+44\s*(\(0\))?/, "0").replace(/\D/g, "")}`;
}
