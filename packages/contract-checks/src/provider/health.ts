import type { Clock } from "../clock.ts";

/** After so many hanging requests of one kind in a row, no other of that kind is sent. */
const maxTimeouts = 5;
/** Timeout for a kind of request of which the last one hung. */
const reducedTimeoutMs = 2000;
/** Time for a target that stopped responding to recover. */
const recoveryMs = 5000;

/**
 * Whether the target still responds. A request that hangs or breaks is a finding; a run of hundreds of requests must
 * not wait for each of them.
 */
export class TargetHealth {
  readonly #probe: (timeoutMs: number) => Promise<boolean>;
  readonly #clock: Clock;
  readonly #consecutiveHangs = new Map<string, number>();
  #probing: Promise<boolean> | undefined;
  #deadAfter: string | undefined;

  /** @param probe sends a harmless request, and resolves to whether there is any response */
  constructor(probe: (timeoutMs: number) => Promise<boolean>, clock: Clock) {
    this.#probe = probe;
    this.#clock = clock;
  }

  /** The request after which the target stopped responding; `undefined` while it responds. */
  get deadAfter(): string | undefined {
    return this.#deadAfter;
  }

  /** The timeout for a request of a kind; `undefined` when it is not to be sent. */
  timeoutFor(kind: string, usualMs: number): number | undefined {
    const hangs = this.#consecutiveHangs.get(kind) ?? 0;
    if (this.#deadAfter !== undefined || hangs >= maxTimeouts) return undefined;
    return hangs > 0 ? Math.min(reducedTimeoutMs, usualMs) : usualMs;
  }

  recordResponse(kind: string): void {
    this.#consecutiveHangs.delete(kind);
  }

  /** Records a request without a response, and finds out whether the target responds at all. */
  async recordNoResponse(kind: string, request: string, hangs: boolean): Promise<void> {
    if (hangs) this.#consecutiveHangs.set(kind, (this.#consecutiveHangs.get(kind) ?? 0) + 1);
    this.#probing ??= this.#recovers().finally(() => {
      this.#probing = undefined;
    });
    if (!(await this.#probing)) this.#deadAfter ??= request;
  }

  /** Gives a target that stopped responding, and requests that hang, another chance: for cleaning up. */
  async retry(): Promise<void> {
    this.#consecutiveHangs.clear();
    if (this.#deadAfter !== undefined && (await this.#recovers())) this.#deadAfter = undefined;
  }

  async #recovers(): Promise<boolean> {
    const until = this.#clock.now() + recoveryMs;
    do {
      if (await this.#probe(recoveryMs)) return true;
      await this.#clock.sleep(200);
    } while (this.#clock.now() < until);
    return false;
  }
}
