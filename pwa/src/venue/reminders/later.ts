/** What reminders need of the other screens, fetched only on devices that may be told something. */

function mayBeTold(): boolean {
  return "Notification" in globalThis && Notification.permission !== "default";
}

export async function mendReminders(): Promise<void> {
  if (mayBeTold()) await import("./reminding.ts").then((part) => part.mendReminders()).catch(() => undefined);
}

/** After signing out, or when the device was unpaired. */
export async function remindNobody(): Promise<void> {
  if (mayBeTold()) await import("./reminding.ts").then((part) => part.remindNobody()).catch(() => undefined);
}

/** A word of tonight is saved: what this device's screen asks has its answer. */
export async function closeQuestion(slug: string): Promise<void> {
  const found = await navigator.serviceWorker?.getRegistration();
  for (const one of (await found?.getNotifications({ tag: `nudge-${slug}` })) ?? []) one.close();
}
