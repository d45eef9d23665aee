/** An answer read to its end, and only if it is what our server sent. */

/** Ten times the list of a county; a small archive that unpacks to gigabytes is cut off here. */
const MOST = 16 * 1024 * 1024;
const DIGEST = "Unencoded-Digest";

/** Whether it claims to be ours: what a Wi-Fi puts in place of our answers carries no digest. */
export function isSigned({ headers }: Response): boolean {
  return headers.has(DIGEST);
}

/** Throws where it is cut short, altered on the way, or longer than anything of ours. */
export async function wholeBody(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const body = await bytesOf(response);
  // Only pages that came by TLS, or from the phone itself, may compute one.
  if (globalThis.crypto?.subtle && response.headers.get(DIGEST) !== (await digestOf(body))) throw new Error("not as it was sent");
  return body;
}

export async function digestOf(body: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  return `sha-256=:${btoa(String.fromCharCode(...hash))}:`;
}

/** Throws where it is longer than anything of ours. */
export async function bytesOf(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (let next = await reader?.read(); next?.value; next = await reader?.read()) {
    parts.push(next.value);
    size += next.value.length;
    if (size > MOST) {
      await reader?.cancel();
      throw new Error("too long");
    }
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
