/** Draws the app's icons: a crescent moon, a dot in a ring, a low sun. None says why the app is on the phone. */
import { mkdirSync, writeFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";

const PUBLIC = new URL("../public/", import.meta.url);
const GROUND = [16, 22, 29] as const;
const LIGHT = [127, 220, 196] as const;

interface Disc {
  x: number;
  y: number;
  r: number;
}

/** How much of a pixel lies in a disc, from 0 to 1; lengths in parts of the icon's side. */
function inside(x: number, y: number, disc: Disc, pixel: number): number {
  return Math.max(0, Math.min(1, 0.5 + (disc.r - Math.hypot(x - disc.x, y - disc.y)) / pixel));
}

/** Signed distance to a square with round corners, as coverage. */
function inSquare(x: number, y: number, corner: number, pixel: number): number {
  const [dx, dy] = [Math.abs(x - 0.5) - 0.5 + corner, Math.abs(y - 0.5) - 0.5 + corner];
  const distance = Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - corner;
  return Math.max(0, Math.min(1, 0.5 - distance / pixel));
}

/** How much of a point is lit, from 0 to 1. */
type Drawing = (x: number, y: number, pixel: number, scale: number) => number;

const moon: Drawing = (x, y, pixel, scale) => {
  const whole = inside(x, y, { x: 0.5 - 0.02 * scale, y: 0.5, r: 0.32 * scale }, pixel);
  return whole * (1 - inside(x, y, { x: 0.5 + 0.13 * scale, y: 0.5 - 0.09 * scale, r: 0.27 * scale }, pixel));
};

const ring: Drawing = (x, y, pixel, scale) => {
  const [outer, inner, dot] = [0.33, 0.25, 0.12].map((r) => inside(x, y, { x: 0.5, y: 0.5, r: r * scale }, pixel));
  return (outer ?? 0) * (1 - (inner ?? 0)) + (dot ?? 0);
};

const sun: Drawing = (x, y, pixel, scale) => {
  const isBar = Math.abs(y - 0.5 - 0.17 * scale) < 0.035 * scale && Math.abs(x - 0.5) < 0.34 * scale;
  return isBar ? 1 : y < 0.5 + 0.08 * scale ? inside(x, y, { x: 0.5, y: 0.5 + 0.08 * scale, r: 0.25 * scale }, pixel) : 0;
};

function pixels(size: number, corner: number, scale: number, draw: Drawing): Buffer {
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [x, y] = [(column + 0.5) / size, (row + 0.5) / size];
      const lit = draw(x, y, 1 / size, scale);
      const colour = GROUND.map((ground, i) => Math.round(ground + ((LIGHT[i] ?? 0) - ground) * lit));
      const alpha = corner === 0 ? 255 : Math.round(255 * inSquare(x, y, corner, 1 / size));
      rows.set([...colour, alpha], row * (size * 4 + 1) + 1 + column * 4);
    }
  }
  return rows;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  const sum = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

function png(size: number, corner: number, scale: number, draw: Drawing): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(pixels(size, corner, scale, draw), { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

mkdirSync(PUBLIC, { recursive: true });
for (const [name, draw] of Object.entries({ icon: moon, nearby: ring, evening: sun })) {
  writeFileSync(new URL(`${name}-192.png`, PUBLIC), png(192, 0.22, 1, draw));
  writeFileSync(new URL(`${name}-512.png`, PUBLIC), png(512, 0.22, 1, draw));
  // Launchers cut a maskable icon down to its middle four fifths.
  writeFileSync(new URL(`${name}-maskable-512.png`, PUBLIC), png(512, 0, 0.8, draw));
}
