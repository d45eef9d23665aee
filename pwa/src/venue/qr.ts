/** What a QR code that came as SVG text looks like. Pure. */
export interface Drawn {
  size: number;
  path: string;
  isStroked: boolean;
}

/** The one path of a QR code's SVG, read out of its text: nothing of it is ever run or parsed as a page. */
export function drawn(svg: string): Drawn | null {
  const path = /<path\b[^>]*?\sd="([MmHhVvLlZz\d\s.,-]+)"/.exec(svg)?.[1];
  const box = /viewBox="0 0 ([\d.]+)/.exec(svg)?.[1] ?? /\swidth="([\d.]+)/.exec(svg)?.[1];
  if (path === undefined || box === undefined) return null;
  const scale = Number(/transform="scale\(([\d.]+)\)"/.exec(svg)?.[1] ?? 1);
  return { size: Number(box) / scale, path, isStroked: /<path\b[^>]*\sstroke="(?!none)/.test(svg) };
}
