declare module "virtual:gazetteer" {
  const file: import("./gazetteer.ts").GazetteerFile;
  export default file;
}

interface Window {
  trustedTypes?: {
    createPolicy: (name: string, rules: { createScriptURL: (url: string) => string }) => { createScriptURL: (url: string) => unknown };
  };
}

declare module "virtual:area" {
  const area: import("./area.ts").Area;
  export default area;
}

declare module "virtual:languages" {
  const catalogues: Readonly<Record<string, () => Promise<{ default: import("./translate.ts").Catalogue }>>>;
  export default catalogues;
}

declare module "*.css?inline" {
  const text: string;
  export default text;
}
