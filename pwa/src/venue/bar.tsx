import { go, isManager, mustSecure, screen, sitsAtDesk, venues, type ManageScreenName, type ScreenName } from "./state.ts";

const MANAGED: [ManageScreenName, string][] = [
  ["hours", "Hours"],
  ["place", "Place"],
  ["people", "People"],
  ["devices", "Devices"],
];

export function isManaging(name: ScreenName): boolean {
  return MANAGED.some(([one]) => one === name);
}

/** Always at the bottom, under the thumb. */
export function Bar() {
  const isHere = screen.value;
  if (isHere === "offer" || mustSecure.value) return null;
  const isForVenues = venues.value.length > 0 || !sitsAtDesk.value;
  return (
    <nav class="tabs" aria-label="Screens">
      {isForVenues && <Tab to="tonight" isCurrent={["tonight", "moved", "venues"].includes(isHere)}>Tonight</Tab>}
      {isForVenues && <Tab to="helped" isCurrent={isHere === "helped"}>Helped</Tab>}
      {!isForVenues && <Tab to="desk" isCurrent={isHere === "desk"}>Desk</Tab>}
      {isManager.value && <Tab to="hours" isCurrent={isManaging(isHere)}>Manage</Tab>}
      <Tab to="me" isCurrent={["me", "security"].includes(isHere)}>Me</Tab>
    </nav>
  );
}

/** The manager's four, above their screen. */
export function ManageTabs() {
  return (
    <nav class="managed" aria-label="Manage">
      {MANAGED.map(([to, words]) => <Tab key={to} to={to} isCurrent={screen.value === to}>{words}</Tab>)}
    </nav>
  );
}

function Tab({ to, isCurrent, children }: { to: ScreenName; isCurrent: boolean; children: string }) {
  return (
    <button type="button" aria-current={isCurrent ? "page" : undefined} onClick={() => go(to)}>
      {children}
    </button>
  );
}
