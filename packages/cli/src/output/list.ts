import { listWebhooks } from "@agent-webhooks/types/routes";
import type { ApiContext, Flag } from "../command.ts";
import { Progress } from "./printer.ts";
import { type Field, formatTable } from "./table.ts";
import { formatCount, pluralize } from "./text.ts";

/** The option beside `--limit`. */
export const allOption: Flag = { type: "boolean", default: false, describe: "List everything, whatever --limit is" };

interface ListOptions<Item> {
  /** What an item is called, in the singular. */
  readonly noun: string;
  /** The maximum number of items. */
  readonly max: number;
  /** Requests the items, `limit` on each page. */
  load(limit: number): AsyncIterable<Item>;
  readonly columns: readonly Field<Item>[];
}

const maxPageSize = listWebhooks.pages.max;

/** Prints items as a table, or as an array of JSON, and notes if there are more. */
export async function printList<Item>(
  { noun, max, load, columns }: ListOptions<Item>,
  { print, io }: ApiContext,
): Promise<void> {
  const items: Item[] = [];
  const progress = new Progress(io.stderr);
  let hasMore = false;
  try {
    // One item more than needed shows whether there are more, usually without another request.
    for await (const item of load(Math.min(max + 1, maxPageSize))) {
      hasMore = items.length === max;
      if (hasMore) break;
      items.push(item);
      if (items.length % maxPageSize === 0) progress.show(`Loaded ${formatCount(items.length, noun)}`);
    }
  } finally {
    progress.clear();
  }
  print.result(items, (output) =>
    items.length === 0 ? `No ${pluralize(noun)} found.\n` : formatTable(columns, items, output),
  );
  if (hasMore) print.note("There are more: pass a larger --limit, or --all.");
}
