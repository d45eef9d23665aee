/** Draws the app's icons: a crescent moon, which says nothing about why the app is on the phone. */
import { mkdirSync, writeFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";

const PUBLIC = new URL("../public/", import.meta.url);
const GROUND = [16, 22, 29] as const;
const MOON = [127, 220, 196] as const;

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

function pixels(size: number, corner: number, scale: number): Buffer {
  const rows = Buffer.alloc(size * (size * 4 + 1));
  const moon = { x: 0.5 - 0.02 * scale, y: 0.5, r: 0.32 * scale };
  const shadow = { x: 0.5 + 0.13 * scale, y: 0.5 - 0.09 * scale, r: 0.27 * scale };
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [x, y] = [(column + 0.5) / size, (row + 0.5) / size];
      const lit = inside(x, y, moon, 1 / size) * (1 - inside(x, y, shadow, 1 / size));
      const colour = GROUND.map((ground, i) => Math.round(ground + ((MOON[i] ?? 0) - ground) * lit));
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

function png(size: number, corner: number, scale: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(pixels(size, corner, scale), { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

mkdirSync(PUBLIC, { recursive: true });
writeFileSync(new URL("icon-192.png", PUBLIC), png(192, 0.22, 1));
writeFileSync(new URL("icon-512.png", PUBLIC), png(512, 0.22, 1));
// Launchers cut a maskable icon down to its middle four fifths.
writeFileSync(new URL("icon-maskable-512.png", PUBLIC), png(512, 0, 0.8));
