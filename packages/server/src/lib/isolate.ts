/** What became of an item of a batch. */
export type Isolated<Result> = { readonly result: Result } | { readonly error: Error };

/**
 * Processes items together. If that fails, they are split in halves, until those that fail are alone: each item gets its own
 * result or error.
 *
 * @param process returns one result for each item, in the same order. It is called again with a part of the items.
 * @param affectsAll whether an error is not the fault of an item, so that splitting would not help
 * @throws an error that affects all. Parts that were processed before stay so.
 */
export async function processIsolated<Item, Result>(
  items: readonly Item[],
  process: (items: readonly Item[]) => Promise<readonly Result[]>,
  affectsAll: (error: unknown) => boolean,
): Promise<Isolated<Result>[]> {
  try {
    return (await process(items)).map((result) => ({ result }));
  } catch (error) {
    if (affectsAll(error)) throw error;
    if (items.length === 1) return [{ error: error instanceof Error ? error : new Error(String(error)) }];
  }
  const middle = Math.ceil(items.length / 2);
  const first = await processIsolated(items.slice(0, middle), process, affectsAll);
  return [...first, ...(await processIsolated(items.slice(middle), process, affectsAll))];
}
