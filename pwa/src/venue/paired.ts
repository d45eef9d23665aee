/** The pairing code that a QR brought along in `#pair=`: read once, then gone from the address. */
export function takePairingCode(): string | null {
  const found = /^#pair=(\d{8})$/.exec(location.hash);
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
  return found?.[1] ?? null;
}
