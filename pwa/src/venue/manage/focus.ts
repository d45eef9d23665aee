/** Moves the focus once what was just changed is on the screen, with all of the group that it begins. */
export function focusSoon(id: string): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const found = document.getElementById(id);
      found?.focus();
      if (found instanceof HTMLLegendElement) found.parentElement?.scrollIntoView({ block: "nearest" });
    }),
  );
}
