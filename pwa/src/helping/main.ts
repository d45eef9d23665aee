/** Keeps the page of help lines true while it is open, also the copy of it that is shown with no signal. */
import { Clock } from "../clock.ts";
import { answersWords } from "../helplines.ts";

const RELABEL_MS = 60_000;

const page = document.querySelector<HTMLElement>(".help");
const clock = new Clock();

function relabel(): void {
  for (const line of document.querySelectorAll<HTMLElement>("[data-hours]")) {
    const says = answersWords(line.dataset["hours"] ?? null, "sure" in line.dataset, clock.now());
    if (line.textContent !== says) line.textContent = says;
  }
}

/** A fragment would stay in the browser's history, and each one would be a step of its own. */
function jump(event: Event): void {
  const link = (event.target as Element).closest<HTMLAnchorElement>(".jumps a");
  const heading = link && document.getElementById(link.hash.slice(1));
  if (!heading) return;
  event.preventDefault();
  heading.scrollIntoView();
  heading.focus({ preventScroll: true });
}

/** In English; in other languages what the server said stands, with its time, and a copy says usual hours. */
function keepTrue(): void {
  if (!document.documentElement.lang.startsWith("en")) return;
  // The server's time, where this page has just come from it.
  const served = Date.parse(page?.dataset["now"] ?? "");
  if (!Number.isNaN(served)) clock.anchor(served);
  relabel();
  document.querySelector(".help > .age")?.remove();
  setInterval(relabel, RELABEL_MS);
  document.addEventListener("visibilitychange", relabel);
}

function begin(): void {
  keepTrue();
  page?.addEventListener("click", jump);
}

begin();
