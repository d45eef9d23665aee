/** The app's own files in this phone's cache. It can be full, gone, spoilt or stuck: then there is no copy, and nothing else is wrong. */
import { isSigned, wholeBody } from "../body.ts";
import { isFile, mayKeep, mayRedirect, wantedType } from "./policy.ts";
import { quietly } from "./quietly.ts";

/** A new build has other scripts, and so another cache: a page and its script always belong together. */
export const CACHE = `shell-${__VERSION__}`;
/** Of how many builds before this one a page may still be open and want its parts. */
const OLD_BUILDS = 3;
const STORE_PATIENCE_MS = 500;

async function soon<T>(work: Promise<T>, patience_ms = STORE_PATIENCE_MS): Promise<T | null> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, patience_ms, null));
  return quietly(() => Promise.race([work, late]));
}

/** From this build's cache, or else from that of another; null where there is none. */
export async function kept(path: string, { anyBuild = false, patience_ms = STORE_PATIENCE_MS } = {}): Promise<Response | null> {
  const found = async (): Promise<Response | undefined> => (await caches.open(CACHE)).match(path);
  return (await soon(found(), patience_ms)) ?? (anyBuild ? ((await soon(caches.match(path))) ?? null) : null);
}

/** Throws where what comes is not ours. */
export async function keep(cache: Cache, path: string): Promise<void> {
  const known = __INTEGRITY__[path];
  const response = await fetch(path, { cache: "no-cache", credentials: "omit", ...(known && { integrity: known }) });
  const type = response.headers.get("Content-Type") ?? "";
  if (!mayKeep(response, type, wantedType(path))) throw new Error(`Will not keep ${path}`);
  await cache.put(path, known ? response : await whole(response));
}

/** What the server sent, and all of it where it is a page. Throws where somebody else answered, or a page of ours stopped half way. */
export async function trusted(response: Response, pathname: string): Promise<Response> {
  if (response.type === "opaqueredirect" && mayRedirect(pathname)) return response;
  if (response.type !== "basic" || response.status >= 500) throw new Error("not ours, or in trouble");
  return isFile(pathname) && !isSigned(response) ? response : whole(response);
}

async function whole(response: Response): Promise<Response> {
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  const body = await wholeBody(response);
  // It is unpacked by now.
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  return new Response(body, { status, statusText, headers });
}

/** Those before that are gone. */
export async function dropOld(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith("shell-") && name !== CACHE);
  await Promise.all(others.slice(0, -OLD_BUILDS).map((name) => caches.delete(name)));
}
