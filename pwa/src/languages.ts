/** The language of the page: its address says which, and the phone remembers a choice. */
import catalogues from "virtual:languages";
import { mayKeep } from "./keeping.ts";
import { speak } from "./translate.ts";

const KEY = "language";
const { lang, dir } = document.documentElement;

export function isEnglish(): boolean {
  return lang.startsWith("en");
}

/** The address of one of our pages in this language. */
export function inLanguage(path: string): string {
  return isEnglish() ? path : `/${lang}${path}`;
}

/** What an address says without its language. */
export function plainPath(pathname: string): string {
  return isEnglish() ? pathname : pathname.slice(lang.length + 1);
}

/** Before the first text is said. Without its translations the app speaks English: that is better than old labels. */
export async function inItsLanguage(): Promise<void> {
  const load = catalogues[lang];
  if (!load) return;
  const translations = await load().catch(() => null);
  if (translations) speak(lang, translations.default, dir === "rtl");
  else document.body.lang = "en-GB";
  void navigator.serviceWorker?.ready.then(({ active }) => active?.postMessage({ language: lang }));
}

export function chosenLanguage(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** English is what is there without a choice, so nothing is kept for it. */
export function chooseLanguage(code: string): void {
  if (!mayKeep()) return;
  try {
    if (code.startsWith("en")) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, code);
  } catch {
    // A browser that keeps nothing opens in English the next time.
  }
}
