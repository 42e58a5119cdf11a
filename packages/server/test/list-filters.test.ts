/** `pnpm --filter @agent-webhooks/server list-filters` does the same with 1,000,000 rows and pairs of filters. */
import { expect, test } from "vitest";
import { maxBlocksRead, SeededLists, singleFilters } from "./support/list-filters.ts";
import { createDatabase } from "./support/postgres.ts";

const rows = 20_000;
/** Far below `rows`, and enough for the first step of a search. */
const maxRowsRead = 2_000;

test("each filter of a list is served by an index, also if it matches nothing", async () => {
  await using lists = await SeededLists.create(await createDatabase(), rows);
  for (const { filter, isMatched } of [{ filter: {}, isMatched: true }, ...singleFilters()]) {
    const deliveries = await lists.listDeliveries(filter);
    expect(deliveries.found > 0, JSON.stringify(filter)).toBe(isMatched);
    for (const page of [deliveries, await lists.listEvents(filter)]) {
      expect({ ...page, scannedTables: [...page.scannedTables] }).toMatchObject({ isShort: false, scannedTables: [] });
      expect(page.rowsRead, JSON.stringify(filter)).toBeLessThan(maxRowsRead);
      expect(page.blocksRead, JSON.stringify(filter)).toBeLessThan(maxBlocksRead(page));
    }
  }
});
