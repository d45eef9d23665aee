import { render } from "preact";
import { App } from "./app.tsx";
import { begin } from "./journey.ts";
import { choose, look } from "./mine.ts";
import { startSending } from "./outbox.ts";
import { go, mine } from "./state.ts";
import { startTicking, tick } from "./time.ts";
import { keepOffline } from "./offline.ts";

const REFRESH_MS = 30_000;

function refresh(): void {
  tick();
  if (document.visibilityState === "visible" && mine.value !== null) void look();
}

async function start(): Promise<void> {
  const root = document.getElementById("app");
  if (!root) return;
  root.replaceChildren();
  render(<App />, root);
  startTicking();
  await startSending();
  await begin();
  setInterval(refresh, REFRESH_MS);
  document.addEventListener("visibilitychange", refresh);
  addEventListener("online", refresh);
  keepOffline();
  navigator.serviceWorker?.addEventListener("message", ({ data }) => {
    if (typeof data?.venue === "string" && mine.value !== null) showVenue(data.venue);
  });
}

/** A reminder was tapped: the venue that it is about, with its four buttons. */
function showVenue(slug: string): void {
  choose(slug);
  go("tonight");
}

void start();
