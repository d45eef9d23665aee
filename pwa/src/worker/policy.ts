/** What the worker may answer and keep. Pure. */

export const SHELL = "/shell";
/** Pages that are whole without script; kept as they are. */
export const PAGES: readonly string[] = ["/help/kept", "/privacy", "/blank"];

/** The signed-in screens: kept only on devices that opened them, and never shown in place of another page. */
export const VENUE = "/venue";

/** Never answered from a copy: an application and an officer's screen are the server's, or not there. */
const OF_THE_SERVER: readonly string[] = ["/api/", "/desk", "/charter", "/healthz", "/readyz"];

export type Treatment = "leave" | "page" | "file";

export function treatment(method: string, url: URL, origin: string, isNavigation: boolean): Treatment {
  if (method !== "GET" || url.origin !== origin) return "leave";
  if (OF_THE_SERVER.some((beginning) => url.pathname.startsWith(beginning))) return "leave";
  if (isNavigation || PAGES.includes(url.pathname.replace(/^\/[a-z]{2}(?=\/)/, ""))) return "page";
  return url.pathname.startsWith("/static/") || url.pathname === "/seed.json" ? "file" : "leave";
}

/** The stored page that stands in for an address when the network is silent: of the address's language, if it has one. */
export function standIn(pathname: string, languages: readonly string[] = []): string {
  const code = languages.find((one) => pathname === `/${one}` || pathname.startsWith(`/${one}/`));
  if (code) return `/${code}${standIn(pathname.slice(code.length + 1))}`;
  // Who answers now is said by the page's script; the page of a moment would say it for ever.
  if (pathname === "/help") return "/help/kept";
  return pathname === VENUE || PAGES.includes(pathname) ? pathname : SHELL;
}

/** The pages of a language that somebody reads the app in. */
export function pagesOf(code: string): string[] {
  return [SHELL, ...PAGES].map((path) => `/${code}${path}`);
}

/** Of all pages only a place's short address leads elsewhere; any other redirect is a Wi-Fi that wants a log-in. */
export function mayRedirect(pathname: string): boolean {
  return /^(\/[a-z]{2})?\/p\//.test(pathname);
}

/** An address with an ending is a file, and says nothing of itself as our pages do. */
export function isFile(pathname: string): boolean {
  return /\.[a-z]+$/.test(pathname);
}

/** Never keep what a Wi-Fi log-in page or a redirect put in place of ours. */
export function mayKeep(response: Pick<Response, "status" | "type" | "redirected">, type: string, wanted: RegExp): boolean {
  return response.status === 200 && response.type === "basic" && !response.redirected && wanted.test(type);
}

export function wantedType(path: string): RegExp {
  if (path.endsWith(".json")) return /^application\/json/;
  if (path.endsWith(".js")) return /javascript/;
  if (path.endsWith(".png")) return /^image\/png/;
  return /^text\/html/;
}
