import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const DIST = new URL("./dist/", import.meta.url);
const GAZETTEER = new URL("../fixtures/gazetteer.json", import.meta.url);
/** Bytes, compressed, of the script that a first visit waits for. */
const BUDGETS: Record<string, number> = { main: 12 * 1024, venue: 30 * 1024, charter: 3 * 1024, desk: 4 * 1024, help: 4 * 1024, leave: 1024 };
/** Of parts that are fetched when somebody wants them, by themselves. */
const PARTS: Record<string, number> = { screen: 6 * 1024, tiles: 64 * 1024 };
const MANIFEST = "manifest.json";
const VENUE_MANIFEST = "venue.json";
const CHARTER_MANIFEST = "charter.json";
/** Of pages that the worker keeps, and so their scripts too. */
const KEPT_MANIFESTS = ["help.json", "leave.json"];
/** Scripts of one page, by the name of their build: what they share with an app they have of their own. */
const ALONE: Record<string, string> = { desk: "src/desk/main.ts", help: "src/helping/main.ts", leave: "src/leaving/main.ts" };
/** The street map's part, which no phone fetches before somebody wants to see it. */
const MAP = "src/map/tiles.ts";
const LOCALE = new URL("../locale/", import.meta.url);
const LANGUAGES: string[] = JSON.parse(readFileSync(new URL("languages.json", LOCALE), "utf8")).languages.map(({ code }: { code: string }) => code);
const LANGUAGE = "virtual:language/";
const READ_BY_PEOPLE = ["about", "checked_on", "authorities"];
const TOWN_REMARKS = ["authority", "source", "approximate"];
const OF_THE_AREA = ["area", "area_margin_m"];

/** The gazetteer without the sources and remarks that only people read; the area apart, which is always needed. */
function gazetteer(): Plugin {
  const ids = ["virtual:gazetteer", "virtual:area"];
  return {
    name: "gazetteer",
    resolveId: (source) => (ids.includes(source) ? `\0${source}` : null),
    load(id) {
      if (!ids.includes(id.slice(1))) return null;
      this.addWatchFile(GAZETTEER.pathname);
      const file: Record<string, unknown> = JSON.parse(readFileSync(GAZETTEER, "utf8"));
      const isArea = id.endsWith("area");
      const kept = Object.entries(file).filter(([key]) => !READ_BY_PEOPLE.includes(key) && OF_THE_AREA.includes(key) === isArea);
      const text = JSON.stringify(Object.fromEntries(kept), (key, value) => (TOWN_REMARKS.includes(key) ? undefined : value));
      return `export default JSON.parse(${JSON.stringify(text)})`;
    },
  };
}

/** Each language as a part of its own, made by `backend/language/compiled.py`; fetched by those who read it. */
function languages(): Plugin {
  const ids = ["virtual:languages", ...LANGUAGES.map((code) => LANGUAGE + code)];
  const each = LANGUAGES.map((code) => `${code}: () => import("${LANGUAGE}${code}")`);
  return {
    name: "languages",
    resolveId: (source) => (ids.includes(source) ? `\0${source}` : null),
    load(id) {
      if (!ids.includes(id.slice(1))) return null;
      if (id.endsWith("languages")) return `export default { ${each.join(", ")} }`;
      const file = new URL(`${id.slice(1 + LANGUAGE.length)}/phone.json`, LOCALE);
      return `export default JSON.parse(${JSON.stringify(readFileSync(file, "utf8"))})`;
    },
  };
}

/** Leaflet tries at its start whether HTML may hold SVG, as no old browser that we serve fails to: our CSP refuses the try. */
function leafletWithoutHtml(): Plugin {
  const TRY = /var inlineSvg = !!svg\$1 && \(function \(\) \{[^}]*innerHTML[^}]*\}\)\(\);/;
  return {
    name: "leaflet-without-html",
    transform(code, id) {
      if (!id.includes("leaflet/dist/leaflet-src")) return null;
      if (!TRY.test(code)) this.error("Leaflet has changed: see whether it still starts under our CSP");
      return { code: code.replace(TRY, "var inlineSvg = true;"), map: null };
    },
  };
}

/** Parts are fetched by the browser itself: the bundler's own loader looks for styles that no part has, in 700 bytes. */
function plainParts(): Plugin {
  return {
    name: "plain-parts",
    enforce: "pre",
    load: (id) => (id === "\0vite/preload-helper.js" ? "export const __vitePreload = (part) => part()" : null),
  };
}

/** What a first screen waits for must stay small: a build that breaks the promise fails. */
function budget(): Plugin {
  return {
    name: "budget",
    writeBundle(_, bundle) {
      const sizeOf = (name: string): number => brotliCompressSync(readFileSync(new URL(name, DIST))).length;
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk") continue;
        const most = chunk.isEntry ? BUDGETS[chunk.name] : PARTS[chunk.name];
        const size = [chunk.fileName, ...(most === undefined || !chunk.isEntry ? [] : chunk.imports)].reduce((sum, name) => sum + sizeOf(name), 0);
        if (most !== undefined && size > most) this.error(`${chunk.fileName} is ${size} bytes compressed, over ${most}`);
        this.info(`${chunk.fileName} is ${size} bytes compressed${most === undefined ? "" : ` with what it imports, of ${most}`}`);
      }
    },
  };
}

interface Chunk {
  file: string;
}

function manifestOf(name: string): Record<string, Chunk> {
  return JSON.parse(readFileSync(new URL(`.vite/${name}`, DIST), "utf8"));
}

/** All but the languages, of which a phone keeps the one that is read on it, and the street map. */
function builtScripts(name: string): string[] {
  const needed = Object.entries(manifestOf(name)).filter(([source]) => !source.includes(LANGUAGE) && source !== MAP);
  const scripts = needed.map(([, { file }]) => file).filter((file) => file.endsWith(".js"));
  return [...new Set(scripts)].sort().map((file) => `/static/${file}`);
}

/** What stands in place of a script, at a Wi-Fi or in a proxy, is never kept. */
function integrity(scripts: string[]): Record<string, string> {
  const bytes = (path: string): Buffer => readFileSync(new URL(path.slice("/static/".length), DIST));
  return Object.fromEntries(scripts.map((path) => [path, `sha384-${createHash("sha384").update(bytes(path)).digest("base64")}`]));
}

/** Twelve hex digits are what WhiteNoise knows as a name that never changes its content. */
const names = {
  hashCharacters: "hex",
  entryFileNames: "assets/[name].[hash:12].js",
  chunkFileNames: "assets/[name].[hash:12].js",
  assetFileNames: "assets/[name].[hash:12][extname]",
} as const;

export default defineConfig(({ mode }) => {
  const common = { target: "es2022", modulePreload: false, reportCompressedSize: false } as const;
  if (mode === "worker") {
    const scripts = [MANIFEST, ...KEPT_MANIFESTS].flatMap(builtScripts);
    const venue = builtScripts(VENUE_MANIFEST);
    const spoken = Object.entries(manifestOf(MANIFEST)).filter(([source]) => source.includes(LANGUAGE));
    const translations = Object.fromEntries(spoken.map(([source, { file }]) => [source.split(LANGUAGE)[1], `/static/${file}`]));
    const map = [`/static/${manifestOf(MANIFEST)[MAP]?.file}`];
    const version = createHash("sha256").update([...scripts, ...venue, ...map, ...Object.values(translations)].join()).digest("hex").slice(0, 12);
    return {
      publicDir: false,
      define: {
        __SCRIPTS__: JSON.stringify(scripts),
        __VENUE__: JSON.stringify(venue),
        __MAP__: JSON.stringify(map),
        __LANGUAGES__: JSON.stringify(translations),
        __INTEGRITY__: JSON.stringify(integrity([...scripts, ...venue, ...map, ...spoken.map(([, { file }]) => `/static/${file}`)])),
        __VERSION__: JSON.stringify(version),
      },
      build: {
        ...common,
        emptyOutDir: false,
        rollupOptions: { input: "src/worker/worker.ts", output: { format: "iife", entryFileNames: "worker.js" } },
      },
    };
  }
  const app = { ...common, cssCodeSplit: true, assetsInlineLimit: 0 } as const;
  const alias = [
    // The one that is not whole by itself: what we do not use of it is left out.
    { find: /^leaflet$/, replacement: "leaflet/dist/leaflet-src.esm.js" },
    { find: "@protomaps/basemaps", replacement: new URL("src/map/basemaps.ts", import.meta.url).pathname },
  ];
  const shared = { base: "/static/", resolve: { alias }, plugins: [gazetteer(), languages(), leafletWithoutHtml(), plainParts(), budget()] };
  if (mode === "venue") {
    // A build of its own: what both apps use is in both, so that the public one stays a single small file.
    return {
      ...shared,
      publicDir: false,
      oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
      build: {
        ...app,
        manifest: `.vite/${VENUE_MANIFEST}`,
        emptyOutDir: false,
        rollupOptions: { input: { venue: "src/venue/main.tsx", "venue-style": "src/styles/venue.css" }, output: names },
      },
    };
  }
  if (mode === "charter") {
    return {
      ...shared,
      publicDir: false,
      build: {
        ...app,
        manifest: `.vite/${CHARTER_MANIFEST}`,
        emptyOutDir: false,
        rollupOptions: { input: { charter: "src/charter/main.ts", "charter-style": "src/styles/charter.css" }, output: names },
      },
    };
  }
  const alone = ALONE[mode];
  if (alone !== undefined) {
    return {
      ...shared,
      publicDir: false,
      build: { ...app, manifest: `.vite/${mode}.json`, emptyOutDir: false, rollupOptions: { input: { [mode]: alone }, output: names } },
    };
  }
  return {
    ...shared,
    build: { ...app, manifest: `.vite/${MANIFEST}`, rollupOptions: { input: ["src/main.ts", "src/styles/app.css"], output: names } },
  };
});
