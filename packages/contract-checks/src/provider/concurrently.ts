/** Does work for each item, a few at the same time: most of a request is waiting. */
export async function each<Item>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<void>,
  atOnce = 4,
): Promise<void> {
  const queue = [...items].values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, worker));
  for (const result of ended) if (result.status === "rejected") throw result.reason;
}

/** What `make` makes, so many times, in the order in which it was asked for. */
export async function times<Item>(count: number, make: (index: number) => Promise<Item>, atOnce = 8): Promise<Item[]> {
  const made: Item[] = [];
  await each(
    Array.from({ length: count }, (_, index) => index),
    async (index) => {
      made[index] = await make(index);
    },
    atOnce,
  );
  return made;
}
