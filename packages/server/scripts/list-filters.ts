/**
 * Lists deliveries and events of a Postgres with many rows by each filter, alone and with each other one.
 *
 *     pnpm --filter @agent-webhooks/server list-filters
 *
 * `LIST_ROWS` is the number of events, each with a delivery and an attempt (default 1,000,000). Prints the slowest lists, and
 * the indexes that `explain analyze` has seen for each filter. Fails if a list reads a whole table or index, or if a
 * statement reads more rows than a step of the search may.
 */
import { startPostgres } from "../src/testing/postgres.ts";
import { filterCases, type ListedPage, maxBlocksRead, maxRowsRead, SeededLists } from "../test/support/list-filters.ts";

const rows = Number(process.env.LIST_ROWS ?? 1_000_000);
await using postgres = await startPostgres();
await using lists = await SeededLists.create(await postgres.createDatabase(), rows);
console.log(`${rows} events, deliveries and attempts`);

const describe = ({ filter, found, isShort, milliseconds, statements, rowsRead, blocksRead, indexes }: ListedPage) =>
  [
    JSON.stringify(filter).padEnd(80),
    `${milliseconds.toFixed(0)} ms`,
    `${statements} statements`,
    `${rowsRead} rows, ${blocksRead} blocks at most`,
    `${found} found${isShort ? ", more to search" : ""}`,
    [...indexes].toSorted().join(" "),
  ].join("  ");

for (const [name, list] of [
  ["deliveries", lists.listDeliveries.bind(lists)],
  ["events", lists.listEvents.bind(lists)],
] as const) {
  const pages: ListedPage[] = [];
  for (const filter of filterCases()) pages.push(await list(filter));
  console.log(`\n${name}: ${pages.length} lists; each filter alone:`);
  for (const page of pages) if (Object.keys(page.filter).length < 2) console.log(describe(page));
  console.log("\nthe slowest:");
  for (const page of pages.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, 10))
    console.log(describe(page));
  const bad = pages.filter(
    (page) => page.scannedTables.size > 0 || page.rowsRead > maxRowsRead || page.blocksRead > maxBlocksRead(page),
  );
  for (const page of bad) console.log("\nreads too much:", describe(page), ...page.scannedTables);
  if (bad.length > 0) process.exitCode = 1;
}
