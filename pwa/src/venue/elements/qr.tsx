import { drawn } from "../qr.ts";

/** Always dark on white, whatever the colours of the screen: cameras want it so. */
export function Qr({ svg, label }: { svg: string; label: string }) {
  const code = drawn(svg);
  if (code === null) return null;
  return (
    <svg class="qr" role="img" aria-label={label} viewBox={`0 0 ${code.size} ${code.size}`}>
      <path d={code.path} class={code.isStroked ? "stroked" : "filled"} />
    </svg>
  );
}
