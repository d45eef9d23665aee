/** What a QR code that came as SVG text looks like. Pure. */
export interface Drawn {
  size: number;
  path: string;
  isStroked: boolean;
}

const PATH = /<path\b([^>]*?)\sd="([MmHhVvLlZz\d\s.,-]+)"([^>]*)>/g;

/** The longest path of a QR code's SVG, read out of its text: nothing of it is ever run or parsed as a page. */
export function drawn(svg: string): Drawn | null {
  const paths = [...svg.matchAll(PATH)].map(([, before = "", path = "", after = ""]) => ({ path, rest: before + after }));
  const longest = paths.sort((a, b) => b.path.length - a.path.length)[0];
  const box = /viewBox="0 0 ([\d.]+)/.exec(svg)?.[1] ?? /\swidth="([\d.]+)/.exec(svg)?.[1];
  if (longest === undefined || box === undefined) return null;
  const scale = Number(/transform="scale\(([\d.]+)\)"/.exec(svg)?.[1] ?? 1);
  return { size: Number(box) / scale, path: longest.path, isStroked: /\sstroke="(?!none)/.test(longest.rest) };
}
