/** The colours of the street map, in the app's own: roads and names that can be told from the ground. */
import type { Flavor } from "@protomaps/basemaps";

/** What the drawing asks for by name; the rest of Protomaps' colours is for other drawings. */
type Colours = Pick<
  Flavor,
  | "background" | "earth" | "water" | "buildings" | "major" | "boundaries" | "railway" | "runway" | "pier" | "pedestrian"
  | "park_a" | "park_b" | "wood_a" | "wood_b" | "scrub_a" | "scrub_b" | "hospital" | "industrial" | "school" | "zoo" | "beach" | "sand" | "glacier" | "aerodrome"
  | "city_label" | "city_label_halo" | "state_label" | "state_label_halo" | "country_label" | "ocean_label"
  | "roads_label_major" | "roads_label_major_halo" | "roads_label_minor" | "roads_label_minor_halo"
>;

interface Palette {
  background: string;
  earth: string;
  green: string;
  grey: string;
  water: string;
  building: string;
  road: string;
  edge: string;
  name: string;
}

const DARK: Palette = {
  background: "#10161d", earth: "#1a222c", green: "#1c2b28", grey: "#1f2833", water: "#0d3350", building: "#26313d", road: "#66778a", edge: "#8094a8", name: "#dbe4ec",
};
const LIGHT: Palette = {
  background: "#f4f6f8", earth: "#eef1f4", green: "#d8e8dc", grey: "#e3e8ed", water: "#b5dcea", building: "#d3dae1", road: "#8b98a6", edge: "#66788a", name: "#14202b",
};

export function flavor(isLight: boolean): Flavor {
  return colours(isLight ? LIGHT : DARK) as Flavor;
}

function colours({ background, earth, green, grey, water, building, road, edge, name }: Palette): Colours {
  return {
    background, earth, water, buildings: building, major: road, boundaries: edge, railway: edge, runway: road, pier: road, pedestrian: grey,
    park_a: green, park_b: green, wood_a: green, wood_b: green, scrub_a: green, scrub_b: green,
    hospital: grey, industrial: grey, school: grey, zoo: green, beach: grey, sand: grey, glacier: grey, aerodrome: grey,
    city_label: name, city_label_halo: earth, state_label: name, state_label_halo: earth, country_label: name, ocean_label: name,
    roads_label_major: name, roads_label_major_halo: earth, roads_label_minor: name, roads_label_minor_halo: earth,
  };
}
