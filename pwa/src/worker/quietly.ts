/** Does what a browser may refuse; the rest goes on. */
export async function quietly<T>(work: () => T | PromiseLike<T>): Promise<T | null> {
  try {
    return await work();
  } catch {
    return null;
  }
}
