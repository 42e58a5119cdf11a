/**
 * Gathers what is asked for while the work before is done, and does it together: the busier, the larger the batches.
 */
export class Batcher<Item, Result> {
  readonly #work: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly #maxItems: number;
  readonly #maxRunning: number;
  readonly #everyMs: number;
  #waiting: { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void }[] = [];
  #running = 0;
  #startedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #begin: NodeJS.Immediate | undefined;

  /**
   * @param work does a batch, and answers one result for each item, in their order
   * @param everyMs batches do not begin sooner after each other, unless one is full
   */
  constructor(
    work: (items: readonly Item[]) => Promise<readonly Result[]>,
    { maxItems, maxRunning, everyMs = 0 }: { maxItems: number; maxRunning: number; everyMs?: number },
  ) {
    this.#work = work;
    this.#maxItems = maxItems;
    this.#maxRunning = maxRunning;
    this.#everyMs = everyMs;
  }

  /** Items that wait for their batch. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Has `item` done in one of the next batches. */
  do(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      // When all requests that have arrived are read: who else asks comes along, also if the work blocks this thread.
      this.#begin ??= setImmediate(() => {
        this.#begin = undefined;
        this.#start();
      });
    });
  }

  #start(): void {
    if (this.#running === this.#maxRunning || this.#waiting.length === 0) return;
    const early = this.#startedAt + this.#everyMs - performance.now();
    if (early > 0 && this.#waiting.length < this.#maxItems) {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#start();
      }, early);
      return;
    }
    this.#startedAt = performance.now();
    const batch = this.#waiting.splice(0, this.#maxItems);
    this.#running++;
    this.#work(batch.map(({ item }) => item))
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
