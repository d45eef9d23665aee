/** What the build knows: the scripts of this version, and a name for them together. */
declare const __SCRIPTS__: string[];
declare const __VERSION__: string;
/** The scripts of the venues' screens, kept only on devices that opened them. */
declare const __VENUE__: string[];
declare const __LANGUAGES__: Readonly<Record<string, string>>;
/** The street map's, kept only on phones that showed it. */
declare const __MAP__: string[];
/** What each of all these must be, as `fetch` wants it. */
declare const __INTEGRITY__: Record<string, string>;
