import type { Clock } from "../clock.ts";

/** Requests of one kind that hang before no other of that kind is sent. */
const mostHangs = 5;
/** Longest wait for an answer to a kind of request that hung before. */
const shortMs = 2000;
/** How long a target that ended may take to come back. */
const comebackMs = 5000;

/**
 * Whether the target still answers. A request that hangs or breaks is a finding; it must not make a run of hundreds of
 * requests wait for each of them.
 */
export class Health {
  readonly #probe: (timeoutMs: number) => Promise<boolean>;
  readonly #clock: Clock;
  readonly #hangs = new Map<string, number>();
  readonly #hung = new Set<string>();
  #probing: Promise<boolean> | undefined;
  #ended: string | undefined;

  /** @param probe sends a harmless request, and tells whether anything answers */
  constructor(probe: (timeoutMs: number) => Promise<boolean>, clock: Clock) {
    this.#probe = probe;
    this.#clock = clock;
  }

  /** The request after which the target answered nothing any more; `undefined` while it answers. */
  get ended(): string | undefined {
    return this.#ended;
  }

  /** How long to wait for an answer to a request of a kind; `undefined`: it is not to be sent. */
  patience(kind: string, timeoutMs: number): number | undefined {
    if (this.#ended !== undefined || (this.#hangs.get(kind) ?? 0) >= mostHangs) return undefined;
    return this.#hung.has(kind) ? Math.min(shortMs, timeoutMs) : timeoutMs;
  }

  answered(kind: string): void {
    this.#hangs.delete(kind);
  }

  /** Notes a request that got no answer, and finds out whether any request still does. */
  async unanswered(kind: string, request: string, hangs: boolean): Promise<void> {
    if (hangs) {
      this.#hung.add(kind);
      this.#hangs.set(kind, (this.#hangs.get(kind) ?? 0) + 1);
    }
    this.#probing ??= this.#comesBack().finally(() => {
      this.#probing = undefined;
    });
    if (!(await this.#probing)) this.#ended ??= request;
  }

  async #comesBack(): Promise<boolean> {
    const until = this.#clock.now() + comebackMs;
    do {
      if (await this.#probe(comebackMs)) return true;
      await this.#clock.sleep(200);
    } while (this.#clock.now() < until);
    return false;
  }
}
