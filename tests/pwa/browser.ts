/** As much of a browser as the worker needs: what it shows, keeps, opens and sends, and how each of them fails. */

interface Shown {
  title: string;
  body: string;
  data: unknown;
  tag: string;
  actions: unknown[];
  close: () => void;
}
interface Asked {
  method: string;
  path: string;
  body: Record<string, unknown> | null;
}
type Answer = { status: number; data: unknown } | null;

const never = <T>(): Promise<T> => new Promise(() => undefined);

export class Browser {
  /** Everything that was ever shown, and what of it still is. */
  shown!: Shown[];
  left!: Shown[];
  opened!: string[];
  asked!: Asked[];
  stores!: Map<string, Map<string, unknown>>;
  /** What does not answer, or throws. */
  hangs!: "" | "store" | "lock" | "both";
  throws!: string;
  /** What the server answers; null where there is no signal. */
  answer!: (asked: Asked) => Answer;

  constructor() {
    this.forget();
    this.#install();
  }

  forget(): void {
    [this.shown, this.left, this.opened, this.asked, this.stores] = [[], [], [], [], new Map()];
    [this.hangs, this.throws] = ["", ""];
    this.answer = () => ({ status: 201, data: { report: { reported_at: "2026-11-22T01:30:00Z" } } });
  }

  kept(name: string, key: string): unknown {
    return this.stores.get(name)?.get(key);
  }

  keep(name: string, key: string, value: unknown): void {
    this.stores.set(name, (this.stores.get(name) ?? new Map()).set(key, value));
  }

  #install(): void {
    const put = (name: string, value: unknown): unknown => Object.defineProperty(globalThis, name, { configurable: true, writable: true, value });
    put("self", globalThis);
    put("indexedDB", { open: (name: string) => this.#open(name) });
    put("caches", { open: async () => ({ match: async () => undefined }) });
    put("navigator", { locks: { request: this.#lock } });
    put("fetch", this.#fetch);
    put("clients", {
      matchAll: async () => this.#may("matchAll", this.pages()),
      openWindow: (url: string) => this.#may("openWindow", Promise.resolve(void this.opened.push(url))),
    });
    put("registration", {
      showNotification: async (title: string, { body, data, tag, actions = [] }: Omit<Shown, "title">) => {
        this.#may("showNotification", null);
        const one: Shown = { title, body, data, tag, actions, close: () => (this.left = this.left.filter((other) => other !== one)) };
        this.shown.push(one);
        this.left = [...this.left.filter((other) => other.tag !== tag), one];
      },
      getNotifications: async ({ tag = "" } = {}) => this.#may("getNotifications", this.left.filter((one) => tag === "" || one.tag === tag)),
    });
  }

  /** An open page, only where something of it fails. */
  pages(): object[] {
    const page = { url: "https://open.example/", visibilityState: "hidden", postMessage: () => this.#may("postMessage", null), focus: () => this.#may("focus", Promise.resolve()) };
    return this.throws === "" ? [] : [page, { ...page, url: "https://open.example/venue" }];
  }

  #may<T>(what: string, value: T): T {
    if (this.throws.split(" ").includes(what)) throw new TypeError(`${what} is not allowed`);
    return value;
  }

  #lock = async (_: string, options: { signal?: AbortSignal } | (() => unknown), work?: () => unknown): Promise<unknown> => {
    if (typeof options === "function") return this.hangs === "lock" || this.hangs === "both" ? never() : options();
    if (this.hangs !== "lock" && this.hangs !== "both") return work?.();
    return new Promise((_done, fail) => options.signal?.addEventListener("abort", () => fail(options.signal?.reason)));
  };

  #fetch = async (path: string, { method = "GET", body }: { method?: string; body?: string } = {}): Promise<Response> => {
    const asked = { method, path, body: body === undefined ? null : (JSON.parse(body) as Record<string, unknown>) };
    this.asked.push(asked);
    const answer = this.answer(asked);
    if (answer === null) throw new TypeError("no signal");
    return new Response(JSON.stringify(answer.data), { status: answer.status, headers: { "Content-Type": "application/json" } });
  };

  #open(name: string): object {
    const request: Record<string, unknown> = {};
    const rows = (): Map<string, unknown> => this.stores.get(name) ?? (this.stores.set(name, new Map()), rows());
    const soon = (of: Record<string, unknown>, event: string): unknown => setImmediate(() => this.hangs !== "store" && this.hangs !== "both" && (of[event] as () => void)?.());
    const transaction = (): object => {
      const made: Record<string, unknown> = { db };
      const store = {
        transaction: made,
        get: (key: string) => {
          const got: Record<string, unknown> = { result: structuredClone(rows().get(key)) };
          soon(got, "onsuccess");
          setImmediate(() => soon(made, "oncomplete"));
          return got;
        },
        put: (value: unknown, key: string) => (rows().set(key, structuredClone(value)), soon(made, "oncomplete")),
        delete: (key: string) => rows().delete(key),
      };
      return Object.assign(made, { objectStore: () => store });
    };
    const db = { transaction };
    request["result"] = db;
    soon(request, "onsuccess");
    return request;
  }
}

interface Worker {
  tapped: (notification: object, action: string) => Promise<void>;
  pushed: (data: { text: () => string } | null) => Promise<void>;
}

/** A part of the worker; by a name that the type checker does not follow, which would take these tests for pages. */
export async function partOf(file: string): Promise<Worker> {
  return (await import(`../../pwa/src/worker/${file}.ts`)) as Worker;
}
