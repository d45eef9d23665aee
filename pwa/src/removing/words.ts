/** What is said about removing everything. Pure. */

export const WORKING = "Removing\u2026";
export const REMOVED = "Removed. Nothing of this site is kept on this phone any more. If this site is open in another tab, close it: there it would be kept anew. Your browser\u2019s history may still list this page: we cannot change that.";
export const LEFT = "Not everything could be removed. Close all other pages of this site and press again, or clear this site\u2019s data in your browser\u2019s settings.";
const OF_WORK = " Whoever is signed in for a venue here still is: sign out on the venue\u2019s screen too.";

export function removedWords(isAll: boolean, wasAtWork: boolean): string {
  return (isAll ? REMOVED : LEFT) + (wasAtWork ? OF_WORK : "");
}

/** "2 taps of a venue are not sent yet. They would be lost." */
export function lossWords(count: number): string {
  return count === 1
    ? "1 tap of a venue is not sent yet. It would be lost."
    : `${count} taps of a venue are not sent yet. They would be lost.`;
}
