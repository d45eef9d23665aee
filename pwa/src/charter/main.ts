/** Keeps an application on the device while it is typed. Without this script every page works as it is. */
import { dayOf, merged, missing, withoutGaps, withoutPlace } from "./draft.ts";
import { forget, keep, kept } from "./kept.ts";

const PATIENCE_MS = 8_000;
const KEPT = "Not sent: no connection. It is kept on this device. Press the button again when you have a signal.";
const NOT_KEPT = "Not sent: no connection. Leave this page open, and press the button again when you have a signal.";

function find<Kind extends HTMLElement>(id: string): Kind | null {
  return document.getElementById(id) as Kind | null;
}

function entries(form: HTMLFormElement): [string, FormDataEntryValue][] {
  return [...new FormData(form)];
}

function hidden(form: HTMLFormElement, name: string, value: string): void {
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name, value });
  form.append(input);
}

function begin(form: HTMLFormElement): void {
  const draft = kept();
  const begun = find("begun");
  if (!draft || !begun) return;
  begun.hidden = false;
  const on = find("begun-on");
  if (on) on.textContent = ` on ${dayOf(draft.at)}`;
  find("go-on")?.addEventListener("click", () => {
    for (const [name, value] of Object.entries(draft.answers)) hidden(form, name, value);
    hidden(form, "go", `to ${draft.page}`);
    void send(form, null);
  });
}

/** Names on the page, among them groups of which nothing is chosen. */
function namesOf(form: HTMLFormElement): Set<string> {
  const named = [...form.elements].map((one) => one.getAttribute("name") ?? "");
  return new Set(named.filter((name) => name !== ""));
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** What the page was not told; never over what stands in it. The last page shows what is sent, so it gets nothing. */
function fill(form: HTMLFormElement): void {
  const before = kept();
  const names = namesOf(form);
  if (!before || new FormData(form).get("page") === "check") return;
  for (const [name, value] of missing(before, names)) hidden(form, name, value);
  const chosen = new Set(entries(form).map(([name]) => name));
  for (const field of form.querySelectorAll<Field>("[name]:not([type=hidden])")) {
    const value = before.answers[field.name];
    if (!value) continue;
    if (field instanceof HTMLInputElement && field.type === "radio") field.checked ||= !chosen.has(field.name) && field.value === value;
    else if (field.value === "") field.value = value;
  }
}

function save(form: HTMLFormElement): boolean {
  return keep(merged(kept(), entries(form), Date.now()));
}

/** Before it leaves: what the button does to the list of places is done to what is kept as well. */
function saveFor(form: HTMLFormElement, pressed: HTMLElement | null): boolean {
  const draft = withoutGaps(merged(kept(), entries(form), Date.now()));
  const [, taken] = /^remove (\d+)$/.exec(pressed?.getAttribute("value") ?? "") ?? [];
  return keep(taken === undefined ? draft : withoutPlace(draft, Number(taken)));
}

/** Any answer at all is a connection. */
async function isReached(): Promise<boolean> {
  if (!navigator.onLine) return false;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  return fetch("/healthz", { method: "HEAD", cache: "no-store", credentials: "omit", signal }).then(() => true, () => false);
}

let isLeaving = false;

/** A browser that cannot reach us would put its own page in place of the form: ask first, then let it go. */
async function send(form: HTMLFormElement, pressed: HTMLElement | null): Promise<void> {
  const isReady = await isReached();
  const isKept = form.id !== "charter" || (isReady ? saveFor(form, pressed) : save(form));
  if (isReady) {
    isLeaving = true;
    form.requestSubmit(pressed);
    isLeaving = false;
    return;
  }
  const note = find("not-sent");
  if (!note) return;
  note.textContent = isKept ? KEPT : NOT_KEPT;
  note.hidden = false;
}

function watch(form: HTMLFormElement): void {
  form.addEventListener("submit", (event) => {
    if (isLeaving) return;
    event.preventDefault();
    void send(form, event.submitter);
  });
}

/** No answer is kept before something is typed: Back shows a page as it was, maybe older than what is kept. */
function type(form: HTMLFormElement): void {
  fill(form);
  const draft = kept();
  if (draft) keep({ ...draft, page: String(new FormData(form).get("page") ?? draft.page) });
  for (const event of ["input", "change"]) form.addEventListener(event, () => save(form));
  const box = find("kept");
  if (box) box.hidden = false;
}

function start(): void {
  if (find("charter-sent")) forget();
  const [first, form, code] = ["charter-start", "charter", "charter-code"].map((id) => find<HTMLFormElement>(id));
  if (first) begin(first);
  if (form) type(form);
  for (const one of [first, form, code]) if (one) watch(one);
  find("forget")?.addEventListener("click", () => {
    forget();
    location.replace("/charter");
  });
}

start();
