import { allOperations } from "../spec/operations.ts";
import { parameterPointer } from "../spec/pointer.ts";
import { defaultPageSize, maxPageSize } from "../spec/schema.ts";
import { type CheckContext, type ProviderCheck, providerCheck } from "./check-context.ts";
import { expectRejection } from "./checks/validation.ts";
import type { ListQuery, ProviderClient } from "./client.ts";
import { expectEqual, expectThat, toMilliseconds } from "./expect.ts";
import { type Filters, type PagedList, readPage, requestPage, walkPages } from "./lists.ts";
import { pageEndCheck } from "./page-end-check.ts";
import type { ProviderTarget } from "./target.ts";

/** More items than fit on a page, and enough for three short pages. */
const [filledSize, stableSize] = [maxPageSize + 3, 12];

/** A list with items of the run. */
interface FilledList {
  readonly filters: Filters;
  /** Ids of the run's items. */
  readonly ids: ReadonlySet<string>;
  /** Adds an item. */
  add(context: CheckContext): Promise<unknown>;
}

interface ListCheckOptions {
  readonly list: PagedList;
  /** Start of the ids of the checks. */
  readonly prefix: string;
  /** What the list has, in the plural. */
  readonly items: string;
  /** Whether other users of the provider may add items, so that the run's have to be picked out. */
  readonly isShared: boolean;
  /** Filters of the same list that a page token is not valid with. */
  readonly otherFilters: (filters: Filters) => readonly Filters[];
  /** Another list, with two items or more: its page tokens are not valid in this one. */
  readonly otherList?: PagedList;
  /** Creates so many items. */
  fill(context: Pick<CheckContext, "target" | "client">, size: number): Promise<FilledList>;
  /** Removes an item, where items can be removed. */
  remove?(context: CheckContext, id: string): Promise<unknown>;
}

/** The checks of the pages of a list. */
export function pageChecks({
  list,
  prefix,
  items,
  isShared,
  otherFilters,
  otherList,
  fill,
  remove,
}: ListCheckOptions): readonly ProviderCheck[] {
  const operation = [list.operation];
  const pointer = (name: string) => parameterPointer(allOperations[list.operation], name);
  const filled = new WeakMap<ProviderTarget, Promise<FilledList>>();
  /** Filled once in a run, by a client whose items exist until its end. */
  const fillOnce = ({ target }: Pick<CheckContext, "target">): Promise<FilledList> => {
    const known = filled.get(target) ?? fill({ target, client: target.client(target.options.token) }, filledSize);
    filled.set(target, known);
    return known;
  };

  /** The run's items in the order of the list, up to `count`. */
  const listOwn = async (client: ProviderClient, query: ListQuery, { filters, ids }: FilledList, count = ids.size) => {
    const found: string[] = [];
    for await (const page of walkPages(client, list, query, filters)) {
      found.push(...page.ids.filter((id) => ids.has(id)));
      if (found.length >= count) break;
    }
    return found.slice(0, count);
  };

  const whole = providerCheck({
    id: `${prefix}_pages_whole`,
    holds: `pages of any size, in both directions, make up the whole list of ${items}: nothing twice, nothing missing`,
    operations: operation,
    async run(context) {
      const { client, verifyEach } = context;
      const own = await fillOnce(context);
      const newestFirst = await listOwn(client, { limit: maxPageSize }, own);
      expectEqual(
        await requestPage(client, list, {}, own.filters),
        newestFirst.length,
        own.ids.size,
        `number of ${items} in the list`,
      );
      const cases: [limit: number, ascending: boolean, count: number][] = [
        [1, false, 5],
        [2, false, 9],
        [7, false, own.ids.size],
        [maxPageSize - 1, false, own.ids.size],
        [maxPageSize, true, own.ids.size],
        ...(isShared
          ? []
          : ([
              [1, true, 5],
              [3, true, 20],
              [7, true, own.ids.size],
            ] as [number, boolean, number][])),
      ];
      await verifyEach(cases, async ([limit, ascending, count]) => {
        const found = await listOwn(client, { limit, ascending }, own, count);
        const order = ascending ? newestFirst.toReversed() : newestFirst;
        const what = `order of ids with limit=${limit} and ascending=${ascending}`;
        expectEqual(await requestPage(client, list, { limit: 1 }, own.filters), found, order.slice(0, count), what);
      });
    },
  });

  const order = providerCheck({
    id: `${prefix}_pages_order`,
    holds: `the newest of the ${items} come first, with ascending=true the oldest`,
    operations: operation,
    async run(context) {
      const { client, verifyEach } = context;
      const own = await fillOnce(context);
      await own.add(context);
      await verifyEach([undefined, false, true], async (ascending) => {
        let previous: string | undefined;
        let left = own.ids.size;
        for await (const { response, items: listed, ids } of walkPages(
          client,
          list,
          { limit: maxPageSize, ascending },
          own.filters,
        )) {
          for (const [index, { [list.time]: time }] of listed.entries()) {
            const earlier = toMilliseconds(previous) - toMilliseconds(time);
            const isOrdered = previous === undefined || (ascending ? earlier <= 0 : earlier >= 0);
            const expected = `${list.time} ${ascending ? "ascending" : "descending"}`;
            expectThat(response, isOrdered, "a page is not in order", expected, `${previous}, then ${time}`);
            previous = time;
            if (own.ids.has(ids[index] ?? "")) left--;
          }
          if (left === 0) break;
        }
      });
    },
  });

  const limits = providerCheck({
    id: `${prefix}_pages_limit`,
    holds: `a page has \`limit\` ${items} while there are enough, and returns its limit; over ${maxPageSize} counts as ${maxPageSize}`,
    operations: operation,
    async run(context) {
      const { client, verifyEach } = context;
      await fillOnce(context);
      const cases: [limit: number | undefined, size: number][] = [
        [1, 1],
        [2, 2],
        [maxPageSize - 1, maxPageSize - 1],
        [maxPageSize, maxPageSize],
        [maxPageSize + 1, maxPageSize],
        [2 ** 31, maxPageSize],
        [undefined, defaultPageSize],
      ];
      await verifyEach(cases, async ([limit, size]) => {
        // With filters, pages may be shorter.
        const response = await requestPage(client, list, { limit });
        const page = readPage(response, list);
        const query = limit === undefined ? "without limit" : `with limit=${limit}`;
        expectEqual(response, page.ids.length, size, `number of ${items} ${query}`, pointer("limit"));
        expectEqual(response, page.count, size, "count");
        if (page.limit !== undefined)
          expectEqual(response, page.limit, size, "limit in the response", pointer("limit"));
        expectThat(response, page.next !== undefined, "the page token is missing", "one: there are more");
      });
    },
  });

  const tokens = providerCheck({
    id: `${prefix}_page_tokens`,
    holds: `a page token of ${items} works again and with another limit, and is rejected where it was not issued for`,
    operations: operation,
    async run(context) {
      const { client, verifyEach } = context;
      const { filters } = await fillOnce(context);
      for (const ascending of [false, true]) {
        const first = await requestPage(client, list, { limit: 5, ascending }, filters);
        const { next: page_token } = readPage(first, list);
        expectThat(first, page_token !== undefined, "the page token is missing", "one: there are more");
        if (page_token === undefined) continue;
        const once = readPage(await requestPage(client, list, { limit: 4, ascending, page_token }, filters), list).ids;
        await verifyEach([4, 2, 7], async (limit) => {
          const response = await requestPage(client, list, { limit, ascending, page_token }, filters);
          const { ids } = readPage(response, list, "the page token was issued");
          // With filters, pages may be shorter. Without, other users may remove items meanwhile.
          const shared = Math.min(ids.length, once.length);
          const isSame = isShared
            ? ids.length === limit
            : ids.length <= limit && ids.slice(0, shared).join() === once.slice(0, shared).join();
          const what = `another page for a page token used with limit=${limit}`;
          expectThat(response, isSame, what, once.slice(0, shared).join(", "), ids.join(", "));
        });
        const invalid = [
          "not-a-page-token",
          "1",
          "eyJvZmZzZXQiOjB9",
          crypto.randomUUID(),
          page_token.slice(0, page_token.length / 2),
        ];
        await verifyEach(invalid, async (page_token) =>
          expectRejection(
            await requestPage(client, list, { ascending, page_token }, filters),
            `the page token ${JSON.stringify(page_token)} was not issued`,
            pointer("page_token"),
          ),
        );
        await verifyEach([filters], async (filters) => {
          const response = await requestPage(client, list, { ascending: !ascending, page_token }, filters);
          expectRejection(response, "the page token is of the other direction", pointer("page_token"));
        });
        await verifyEach(otherFilters(filters), async (others) => {
          const response = await requestPage(client, list, { ascending, page_token }, others);
          const query = new URLSearchParams(others);
          expectRejection(response, `the page token was issued for other filters than ${query}`, pointer("page_token"));
        });
        await verifyEach(otherList === undefined ? [] : [otherList], async (other) => {
          const { next } = readPage(await requestPage(client, other, { limit: 1, ascending }), other);
          if (next === undefined) return;
          const response = await requestPage(client, list, { ascending, page_token: next });
          expectRejection(response, `the page token was issued for a list of ${other.items}`, pointer("page_token"));
        });
      }
    },
  });

  const end = pageEndCheck({ list, prefix, items, isShared, fill: fillOnce });

  const stable = providerCheck({
    id: `${prefix}_pages_stable`,
    holds: `${remove === undefined ? "new" : "new and removed"} ${items} between two pages do not repeat or skip another one`,
    operations: operation,
    async run(context) {
      const { client } = context;
      const own = await fill(context, stableSize);
      const before = await listOwn(client, { limit: maxPageSize }, own);
      const found: string[] = [];
      const removed = new Set<string>();
      const kept = (ids: readonly string[]) => ids.filter((id) => !removed.has(id));
      for await (const { ids } of walkPages(client, list, { limit: 5 }, own.filters)) {
        found.push(...ids.filter((id) => own.ids.has(id)));
        if (kept(found).length >= kept(before).length) break;
        await own.add(context);
        if (remove === undefined || removed.size > 0 || found.length <= 5) continue;
        // The item that the page token points at, and one that is still to come.
        for (const id of [found.at(-1), before.at(-1)]) {
          if (id === undefined) continue;
          await remove(context, id);
          removed.add(id);
        }
      }
      const response = await requestPage(client, list, { limit: 1 }, own.filters);
      expectEqual(response, kept(found), kept(before), `ids of ${items} that existed all the time`);
    },
  });

  return [whole, order, limits, tokens, end, stable];
}
