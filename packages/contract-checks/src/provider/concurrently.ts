/** Does work for each item, a few at a time, and waits for all of it even when some fails. */
export async function forEachConcurrently<Item>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<unknown>,
  concurrency = 4,
): Promise<void> {
  const queue = [...items].values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  const results = await Promise.allSettled(Array.from({ length: concurrency }, worker));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

/** Calls a function `count` times, and returns the results in the order of the calls. */
export async function repeatConcurrently<Result>(
  count: number,
  call: (index: number) => Promise<Result>,
  concurrency = 8,
): Promise<Result[]> {
  const results: Result[] = [];
  const indexes = Array.from({ length: count }, (_, index) => index);
  await forEachConcurrently(
    indexes,
    async (index) => {
      results[index] = await call(index);
    },
    concurrency,
  );
  return results;
}
