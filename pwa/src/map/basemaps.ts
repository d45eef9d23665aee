/** Stands in the build for @protomaps/basemaps, whose colours and languages we do not use: nine kilobytes less to wait for. */
export function namedFlavor(): never {
  throw new Error("The colours are in flavor.ts");
}
