/** Where to go after signing in: a path of this site and nothing else. Pure. */
export function nextPath(search: string): string | null {
  const path = new URLSearchParams(search).get("next");
  if (path === null || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(path)) return null;
  return path;
}

/** Somebody signed out at the desk just now. */
export function hasSignedOut(search: string): boolean {
  return new URLSearchParams(search).has("signed_out");
}

/** The desk wants somebody who is signed in to show once more that it is them. */
export function isAskedAgain(search: string): boolean {
  return new URLSearchParams(search).has("again");
}
