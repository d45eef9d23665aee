import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const DIST = new URL("./dist/", import.meta.url);
const GAZETTEER = new URL("../fixtures/gazetteer.json", import.meta.url);
const SCRIPT_BUDGET = 12 * 1024;
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

/** The first screen's script must stay small: a build that breaks the promise fails. */
function budget(): Plugin {
  return {
    name: "budget",
    writeBundle(_, bundle) {
      const main = Object.keys(bundle).find((name) => /main\..*\.js$/.test(name)) ?? "";
      const size = brotliCompressSync(readFileSync(new URL(main, DIST))).length;
      if (size > SCRIPT_BUDGET) this.error(`${main} is ${size} bytes compressed, over ${SCRIPT_BUDGET}`);
      this.info(`${main} is ${size} bytes compressed, of ${SCRIPT_BUDGET}`);
    },
  };
}

interface Chunk {
  file: string;
}

function builtScripts(): string[] {
  const manifest: Record<string, Chunk> = JSON.parse(readFileSync(new URL(".vite/manifest.json", DIST), "utf8"));
  const scripts = Object.values(manifest).map(({ file }) => file).filter((file) => file.endsWith(".js"));
  return [...new Set(scripts)].sort().map((file) => `/static/${file}`);
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
    const scripts = builtScripts();
    const version = createHash("sha256").update(scripts.join()).digest("hex").slice(0, 12);
    return {
      publicDir: false,
      define: { __SCRIPTS__: JSON.stringify(scripts), __VERSION__: JSON.stringify(version) },
      build: {
        ...common,
        emptyOutDir: false,
        rollupOptions: { input: "src/worker/worker.ts", output: { format: "iife", entryFileNames: "worker.js" } },
      },
    };
  }
  return {
    base: "/static/",
    plugins: [gazetteer(), budget()],
    build: {
      ...common,
      manifest: true,
      cssCodeSplit: true,
      assetsInlineLimit: 0,
      rollupOptions: { input: ["src/main.ts", "src/styles/app.css"], output: names },
    },
  };
});
