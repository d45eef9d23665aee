/** What the build knows: the scripts of this version, and a name for them together. */
declare const __SCRIPTS__: string[];
declare const __VERSION__: string;
