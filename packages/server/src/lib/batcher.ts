export interface BatcherOptions {
  /** Items of a batch at most. */
  readonly maxItems: number;
  /** Batches at a time. */
  readonly maxRunning: number;
  /** Least time between the starts of two batches, unless one is full. @default 0 */
  readonly everyMs?: number;
}

/** Collects items while earlier batches run, and processes them together: the higher the load, the larger the batches. */
export class Batcher<Item, Result> {
  readonly #process: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly #maxItems: number;
  readonly #maxRunning: number;
  readonly #everyMs: number;
  #waiting: { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void }[] = [];
  #running = 0;
  #startedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;

  /** @param process processes a batch, and returns one result for each item, in the same order */
  constructor(
    process: (items: readonly Item[]) => Promise<readonly Result[]>,
    { maxItems, maxRunning, everyMs = 0 }: BatcherOptions,
  ) {
    this.#process = process;
    this.#maxItems = maxItems;
    this.#maxRunning = maxRunning;
    this.#everyMs = everyMs;
  }

  /** Number of items that wait for their batch. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Adds an item to the next batch, and returns its result. */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      // After all requests that have arrived were read, so that they share the batch even if processing blocks the thread.
      this.#immediate ??= setImmediate(() => {
        this.#immediate = undefined;
        this.#start();
      });
    });
  }

  #start(): void {
    if (this.#running === this.#maxRunning || this.#waiting.length === 0) return;
    const restMs = this.#startedAt + this.#everyMs - performance.now();
    if (restMs > 0 && this.#waiting.length < this.#maxItems) {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#start();
      }, restMs);
      return;
    }
    this.#startedAt = performance.now();
    const batch = this.#waiting.splice(0, this.#maxItems);
    this.#running++;
    this.#process(batch.map(({ item }) => item))
      .then(
        (results) => {
          for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
        },
        (error: unknown) => {
          for (const { reject } of batch) reject(error);
        },
      )
      .finally(() => {
        this.#running--;
        this.#start();
      });
    this.#start();
  }
}
