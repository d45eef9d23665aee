/** Where the API keeps things, and what is said when it cannot be reached. */
export const HOURS_OFFLINE = "hours are not changed";
export const PLACE_OFFLINE = "the place is not changed";
export const PEOPLE_OFFLINE = "people are not changed";
export const DEVICES_OFFLINE = "devices are not changed";
export const MEMBERS = "/api/v1/members";
export const DEVICES = "/api/v1/devices";

export function venuePath(slug: string): string {
  return `/api/v1/venues/${encodeURIComponent(slug)}`;
}
