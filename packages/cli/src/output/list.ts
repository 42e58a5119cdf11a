import { listWebhooks } from "@agent-webhooks/types/routes";
import type { Api, Flag } from "../command.ts";
import type { Paints } from "./color.ts";
import { Progress } from "./progress.ts";
import { type Column, table } from "./table.ts";
import { count } from "./text.ts";

/** The option beside `--limit`. */
export const allOption: Flag = { type: "boolean", default: false, describe: "List all there are" };

/** What is listed. */
interface List<Item> {
  /** What an item is called. */
  readonly noun: string;
  /** How many are wanted. */
  readonly max: number;
  /** Asks for them, with so many in a page. */
  load(limit: number): AsyncIterable<Item>;
  columns(paints: Paints): readonly Column<Item>[];
}

/** Prints as many items as are wanted as a table, or as an array of JSON; and says whether there are more. */
export async function printList<Item>({ noun, max, load, columns }: List<Item>, { print, io }: Api): Promise<void> {
  const items: Item[] = [];
  const progress = new Progress(io.stderr);
  let isMore = false;
  // One more than is wanted tells whether there are more, mostly without another request.
  for await (const item of load(Math.min(max + 1, listWebhooks.pages.max))) {
    isMore = items.length === max;
    if (isMore) break;
    items.push(item);
    if (items.length % listWebhooks.pages.max === 0) progress.show(`${count(items.length, noun)} so far`);
  }
  progress.clear();
  print.result(items, (output, paints) =>
    items.length === 0 ? `There are no ${count(0, noun).slice(2)}.\n` : table(columns(paints), items, output),
  );
  if (isMore) print.note("There are more: use a larger --limit, or --all.");
}
