/** While it is on the page the screen stays lit, where the browser can do that: a card is shown to others. */
class StayAwake extends HTMLElement {
  #lock: WakeLockSentinel | null = null;

  connectedCallback(): void {
    document.addEventListener("visibilitychange", this.#ask);
    void this.#ask();
  }

  disconnectedCallback(): void {
    document.removeEventListener("visibilitychange", this.#ask);
    void this.#lock?.release();
    this.#lock = null;
  }

  /** The browser takes it away when the page is hidden. Asking for nothing is no fault: the card is read all the same. */
  #ask = async (): Promise<void> => {
    if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    const lock = await navigator.wakeLock.request("screen").catch(() => null);
    if (this.isConnected) this.#lock = lock;
    else void lock?.release();
  };
}

export function stayAwake(): HTMLElement {
  if (!customElements.get("stay-awake")) customElements.define("stay-awake", StayAwake);
  return document.createElement("stay-awake");
}
