/** What the build knows: the hashed script of this version. */
declare const __SCRIPTS__: string[];
