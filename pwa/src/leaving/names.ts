/** The other names that the app may have on a home screen; `backend/pages/names.py` has them too. */

const NAMES: Record<string, string> = { nearby: "Nearby", evening: "Evening" };

/** The address says under which name it was opened, also where a page that was kept stands in for it. */
export function takeName(): void {
  const key = new URLSearchParams(location.search).get("as") ?? "";
  const name = NAMES[key];
  if (!name) return;
  document.title = name;
  for (const [rel, href] of [["manifest", `/app.webmanifest?as=${key}`], ["icon", `/static/${key}-192.png`], ["apple-touch-icon", `/static/${key}-192.png`]]) {
    document.querySelector(`link[rel="${rel}"]`)?.setAttribute("href", href ?? "");
  }
}
