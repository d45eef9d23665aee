/** What the type checker does not see and the CSP or the layers would pay for. */
import { globSync, readFileSync } from "node:fs";

const ROOT = new URL("../src/", import.meta.url);
const FORBIDDEN: [RegExp, string][] = [
  [/\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser)\b/, "build DOM from text, not from HTML"],
  [/\beval\(|new Function\(/, "no code from strings"],
  [/\.style\b|setAttribute\("style"/, "styles come from app.css: the CSP refuses inline ones"],
  [/\bIntl\.|toLocale\w*String/, "Intl is slow on a bad phone: london.ts does it by arithmetic"],
  [/localStorage|sessionStorage|document\.cookie/, "nothing is kept but the public snapshot"],
  [/pushState|replaceState|location\.hash/, "the address never changes"],
  [/console\./, "what a person does is not written down"],
  [/\bas any\b|: any\b|@ts-ignore|@ts-expect-error/, "say the type"],
  [/https?:\/\/(?!maps\.apple\.com|www\.openstreetmap\.org|www\.w3\.org\/2000\/svg)/, "no third party"],
];
/** The venues' screens are for people at work, signed in: these few may what the public's may not. */
const EXCEPT: [RegExp, string][] = [
  [/^translate\.ts$/, "Intl is slow on a bad phone: london.ts does it by arithmetic"],
  [/^languages\.ts$/, "nothing is kept but the public snapshot"],
  [/^venue\/api\.ts$/, "nothing is kept but the public snapshot"],
  [/^charter\/kept\.ts$/, "nothing is kept but the public snapshot"],
  [/^keeping\.ts$/, "nothing is kept but the public snapshot"],
  [/^removing\/page\.ts$/, "nothing is kept but the public snapshot"],
  [/^venue\/paired\.ts$/, "the address never changes"],
];
/** Which folder may import which: views → elements → pure modules; the worker pure modules, and what keeps and sends without a page. */
const LAYERS: Record<string, RegExp> = {
  elements: /from "\.\.\/(views|api|store|location|main)/,
  worker: /from "\.\.\/(views|elements|api|store|location|main|alerts\/(awake|browser|stopping|tonight))/,
  alerts: /from "\.\.\/(views|elements|main|worker|venue)/,
};
const PURE = [
  "answer", "area", "gazetteer", "geo", "helplines", "london", "openness", "plainmap", "planning", "postcodes", "saying", "search", "services", "snapshot", "translate", "weekly", "words",
  "alerts/merging", "alerts/message", "alerts/rows", "alerts/words", "charter/draft", "leaving/presses", "desk/words", "map/compass", "map/looking", "map/marking", "removing/words", "venue/queue", "venue/reminders/words", "venue/times", "venue/words", "venue/next", "venue/qr",
  "venue/manage/dates", "venue/manage/days/rows", "venue/manage/people/words", "venue/manage/place/wish",
  "venue/manage/week/changes", "venue/manage/week/clocks", "venue/manage/week/draft", "venue/manage/week/edits",
];
const IMPURE_WORDS = /\b(document|window|navigator|localStorage|fetch|caches|indexedDB)\b[.(]|Date\.now|performance\.now/;

function problems(file: string): string[] {
  const text = readFileSync(new URL(file, ROOT), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/ .*$/gm, "");
  const mayDo = EXCEPT.filter(([files]) => files.test(file)).map(([, why]) => why);
  const found = FORBIDDEN.filter(([pattern, why]) => pattern.test(text) && !mayDo.includes(why)).map(([, why]) => why);
  const layer = LAYERS[file.split("/")[0] ?? ""];
  if (layer?.test(text)) found.push("imports from a layer above");
  if (PURE.includes(file.replace(".ts", "")) && IMPURE_WORDS.test(text)) found.push("a rule must not look at the world");
  return found.map((why) => `src/${file}: ${why}`);
}

const all = globSync("**/*.{ts,tsx}", { cwd: ROOT }).flatMap(problems);
for (const problem of all) process.stderr.write(`${problem}\n`);
process.exitCode = all.length > 0 ? 1 : 0;
