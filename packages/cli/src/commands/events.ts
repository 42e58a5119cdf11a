import type { ListEventsQuery } from "@agent-webhooks/client";
import { operations, type StoredEvent, type StoredEventDetails } from "@agent-webhooks/types/delivery";
import { parseExactly } from "@agent-webhooks/types/exact-json";
import { defineApiCommand, type Group, type RequiredPositional } from "../command.ts";
import { confirm } from "../confirm.ts";
import { queryOptions } from "../options.ts";
import { allOption, printList } from "../output/list.ts";
import { type Field, formatDetails } from "../output/table.ts";
import { formatJson } from "../output/text.ts";

const exampleId = "evt_01jhm7b2d4f6h8k0m2q4s6v8x0";

const eventId: { readonly event_id: RequiredPositional } = {
  event_id: { type: "string", demandOption: true, describe: "ID of the event" },
};

/** "2 succeeded, 1 pending". */
const deliveries: Field<StoredEvent> = {
  name: "deliveries",
  text: ({ deliveries: { more = false, ...counts } }) => {
    const some = Object.entries(counts).filter(([, count]) => count > 0);
    const text = some.map(([status, count]) => `${count.toLocaleString("en")} ${status}`).join(", ");
    return (more ? `${text} and more` : text) || "none";
  },
};

const { query: listQuery } = operations.listEvents.parameters;
const list = defineApiCommand({
  name: "list",
  describe: "List published events, newest first",
  fields: queryOptions<Omit<ListEventsQuery, "page_token">>(listQuery, {
    event_type: "Only events of this type",
    inbox_id: "Only events of this inbox",
    since: "Only events published at or after this time, for example 2026-01-16T09:00:00Z",
    until: "Only events published before this time",
    limit: "Maximum number of events",
    ascending: "Oldest first",
  }),
  options: { all: allOption },
  examples: [
    ["$0 events list", "List the newest events"],
    [
      "$0 events list --event-type message.bounced --since 2026-01-16T09:00:00Z --json",
      "List the events of a type since a time",
    ],
  ],
  async run(args, context) {
    const { limit = listQuery.limit.schema.default, ...filter } = context.fields;
    await printList(
      {
        noun: "event",
        max: args.all ? Number.POSITIVE_INFINITY : limit,
        load: (limit) => context.delivery.listEvents({ ...filter, limit }),
        columns: ["event_id", "event_type", "published_at", "inbox_id", "pod_id", deliveries],
      },
      context,
    );
  },
});

const get = defineApiCommand({
  name: "get",
  describe: "Show an event with its payload",
  positionals: eventId,
  examples: [
    [`$0 events get ${exampleId}`, "Show an event and the numbers of its deliveries"],
    [`$0 events get ${exampleId} --json | jq .event`, "Print only the payload"],
  ],
  async run({ event_id }, { delivery, print }) {
    let body = "";
    delivery.raw.use({
      async onResponse({ response }) {
        body = await response.clone().text();
      },
    });
    await delivery.getEvent(event_id);
    // The client would round numbers.
    const { event, ...stored } = parseExactly(body) as StoredEventDetails;
    print.result({ ...stored, event }, (output) => {
      const fields = ["event_id", "event_type", "published_at", "inbox_id", "pod_id", deliveries] as const;
      return `${formatDetails<StoredEvent>(fields, stored, output)}\n${formatJson(event)}`;
    });
  },
});

const erase = defineApiCommand({
  name: "erase",
  describe: "Erase the payload of an event and cancel its pending deliveries",
  positionals: eventId,
  options: { yes: { type: "boolean", default: false, describe: "Do not ask for confirmation" } },
  examples: [
    [`$0 events erase ${exampleId}`, "Erase an event, after a confirmation"],
    [`$0 events erase ${exampleId} --yes`, "Erase an event, in a script"],
  ],
  async run({ event_id, yes }, { delivery, print, io }) {
    const question = `Erase the payload of ${event_id} and cancel its pending deliveries? This cannot be undone.`;
    if (!yes && !(await confirm(question, io))) {
      print.note("Nothing was erased.");
      return;
    }
    await delivery.eraseEvent(event_id);
    print.result({ event_id, erased: true }, () => `Erased ${event_id}.\n`);
  },
});

export const events: Group = {
  name: "events",
  describe: "List published events, show their payloads, and erase them",
  commands: [list, get, erase],
};
