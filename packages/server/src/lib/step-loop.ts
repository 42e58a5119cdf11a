import { setTimeout } from "node:timers/promises";

export interface StepLoopOptions {
  /** Does a bounded step of a task, and returns whether there is more to do. */
  readonly step: (task: string) => Promise<boolean>;
  /** While this returns false, no step begins. */
  readonly mayRun: () => boolean;
  /** How long to rest after a step that took so long. */
  readonly restMs: (tookMs: number) => number;
  readonly onError: (error: unknown) => void;
}

/** How long a task that failed is left out, and how long the loop waits while it may not run. */
const pauseMs = 2_000;

/** Does long tasks in steps, one task after the other in turn. A task that fails delays no other one. */
export class StepLoop {
  readonly #options: StepLoopOptions;
  /** In the order of their turns. */
  readonly #tasks = new Set<string>();
  readonly #failed = new Set<string>();
  readonly #abort = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: StepLoopOptions) {
    this.#options = options;
  }

  /** Adds a task, unless it is there or has just failed. */
  add(task: string): void {
    if (this.#failed.has(task) || this.#abort.signal.aborted) return;
    this.#tasks.add(task);
    this.#running ??= this.#run();
  }

  /** Waits for the step that runs. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { mayRun, restMs } = this.#options;
    for (const task of this.#untilEmpty()) {
      while (!mayRun() && !this.#abort.signal.aborted) await this.#pause(pauseMs);
      if (this.#abort.signal.aborted) return;
      // Removed before its step: what is added meanwhile may be more than the step sees.
      this.#tasks.delete(task);
      const start = performance.now();
      if (await this.#step(task)) this.#tasks.add(task);
      await this.#pause(restMs(performance.now() - start));
    }
  }

  *#untilEmpty(): Generator<string> {
    for (;;) {
      const [task] = this.#tasks;
      if (task === undefined) break;
      yield task;
    }
    // At once, so that the next task that is added starts the loop again.
    this.#running = undefined;
  }

  async #step(task: string): Promise<boolean> {
    try {
      return await this.#options.step(task);
    } catch (error) {
      this.#options.onError(error);
      this.#failed.add(task);
      globalThis.setTimeout(() => this.#failed.delete(task), pauseMs).unref();
      return false;
    }
  }

  #pause(ms: number): Promise<void> {
    return setTimeout(ms, undefined, { signal: this.#abort.signal }).catch(() => undefined);
  }
}
