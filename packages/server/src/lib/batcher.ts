import { type Isolated, processIsolated } from "./isolate.ts";

export interface BatcherOptions<Item> {
  /** Items of a batch at most. */
  readonly maxItems: number;
  /** Size of a batch at most. An item that is larger is processed alone. @default no limit */
  readonly maxSize?: number;
  /** Size of an item, for `maxSize`. @default 0 */
  readonly sizeOf?: (item: Item) => number;
  /** Batches at a time. */
  readonly maxRunning: number;
  /**
   * Whether an error is not the fault of an item of the batch. A batch that fails with another error is processed again in
   * halves, until each failing item is alone, and gets the error.
   *
   * @default every error rejects the whole batch
   */
  readonly affectsAll?: (error: unknown) => boolean;
  /** Least time between the starts of two batches, unless `maxItems` wait. @default 0 */
  readonly everyMs?: number;
  /** Items with different keys take turns, whatever number waits of each. @default in the order in which they were added */
  readonly keyOf?: (item: Item) => string;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly size: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Collects items while earlier batches run, and processes them together: the higher the load, the larger the batches. */
export class Batcher<Item, Result> {
  readonly #process: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly #maxItems: number;
  readonly #maxSize: number;
  readonly #sizeOf: (item: Item) => number;
  readonly #maxRunning: number;
  readonly #everyMs: number;
  readonly #affectsAll: (error: unknown) => boolean;
  readonly #keyOf: (item: Item) => string;
  /** By key, in the order of their turns. */
  readonly #waiting = new Map<string, Waiting<Item, Result>[]>();
  #waitingCount = 0;
  #running = 0;
  #startedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;

  /** @param process processes a batch, and returns one result for each item, in the same order */
  constructor(
    process: (items: readonly Item[]) => Promise<readonly Result[]>,
    {
      maxItems,
      maxSize = Number.POSITIVE_INFINITY,
      sizeOf = () => 0,
      maxRunning,
      everyMs = 0,
      affectsAll = () => true,
      keyOf = () => "",
    }: BatcherOptions<Item>,
  ) {
    this.#process = process;
    this.#maxItems = maxItems;
    this.#maxSize = maxSize;
    this.#sizeOf = sizeOf;
    this.#maxRunning = maxRunning;
    this.#everyMs = everyMs;
    this.#affectsAll = affectsAll;
    this.#keyOf = keyOf;
  }

  /** Number of items that wait for their batch. */
  get waiting(): number {
    return this.#waitingCount;
  }

  /** Adds an item to the next batch, and returns its result. */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      const key = this.#keyOf(item);
      const waiting = this.#waiting.get(key) ?? [];
      waiting.push({ item, size: this.#sizeOf(item), resolve, reject });
      this.#waiting.set(key, waiting);
      this.#waitingCount++;
      // After all requests that have arrived were read, so that they share the batch even if processing blocks the thread.
      this.#immediate ??= setImmediate(() => {
        this.#immediate = undefined;
        this.#start();
      });
    });
  }

  #start(): void {
    if (this.#running === this.#maxRunning || this.#waitingCount === 0) return;
    const restMs = this.#startedAt + this.#everyMs - performance.now();
    if (restMs > 0 && this.#waitingCount < this.#maxItems) {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#start();
      }, restMs);
      return;
    }
    this.#startedAt = performance.now();
    const batch = this.#takeBatch();
    this.#running++;
    const items = batch.map(({ item }) => item);
    processIsolated(items, this.#process, this.#affectsAll)
      .then(
        (results) => {
          for (const [index, { resolve, reject }] of batch.entries()) {
            const isolated = results[index] as Isolated<Result>;
            if ("error" in isolated) reject(isolated.error);
            else resolve(isolated.result);
          }
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

  #takeBatch(): Waiting<Item, Result>[] {
    const batch: Waiting<Item, Result>[] = [];
    let size = 0;
    // A key that is set again comes again at the end of this loop, or of the next one. A key whose next item does not fit
    // keeps its place, and comes first in a later batch.
    for (const [key, waiting] of this.#waiting) {
      if (batch.length === this.#maxItems) break;
      const most = this.#waiting.size > 1 ? 1 : this.#maxItems - batch.length;
      let taken = 0;
      for (const next of waiting.slice(0, most)) {
        if (batch.length + taken > 0 && size + next.size > this.#maxSize) break;
        size += next.size;
        taken++;
      }
      if (taken === 0) continue;
      batch.push(...waiting.splice(0, taken));
      this.#waiting.delete(key);
      if (waiting.length > 0) this.#waiting.set(key, waiting);
    }
    this.#waitingCount -= batch.length;
    return batch;
  }
}
