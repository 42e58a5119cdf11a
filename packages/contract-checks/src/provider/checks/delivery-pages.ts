import { operations } from "@agent-webhooks/types/delivery";
import type { CheckContext, ProviderCheck } from "../check-context.ts";
import { repeatConcurrently } from "../concurrently.ts";
import {
  newEvent,
  otherEventType,
  publish,
  publishBatch,
  publishedOf,
  resultsOf,
  subscribe,
  uniqueName,
} from "../events.ts";
import { expectStatus } from "../expect.ts";
import { deliveryList, eventList, listAll, tokenList } from "../lists.ts";
import { pageChecks } from "../page-checks.ts";
import { createToken } from "./tokens.ts";

/** Before everything in a list: it changes no page, and is another filter. */
const since = "2020-01-01T00:00:00Z";

export const eventPageChecks: readonly ProviderCheck[] = pageChecks({
  list: eventList,
  prefix: "event",
  items: "events",
  isShared: false,
  otherFilters: ({ inbox_id = "" }) => [
    {},
    { inbox_id, event_type: otherEventType },
    { inbox_id: "unknown" },
    { inbox_id, since },
  ],
  async fill({ target, client }, size) {
    const inbox = uniqueName("inbox");
    const events = Array.from({ length: size }, () => newEvent({ inbox }));
    resultsOf(await publishBatch(client, events.slice(3)));
    for (const event of events.slice(0, 3)) publishedOf(await publish(client, event));
    // What is added later is not in between, where times are whole seconds.
    await target.clock.sleep(1_100);
    return {
      filters: { inbox_id: inbox },
      ids: new Set(events.map(({ id }) => id)),
      add: async (context) => publishedOf(await publish(context.client, newEvent({ inbox }))),
    };
  },
  remove: async ({ client }, id) =>
    expectStatus(await client.call("eraseEvent", { id }), operations.eraseEvent.success, "the event exists"),
});

export const deliveryPageChecks: readonly ProviderCheck[] = pageChecks({
  list: deliveryList,
  prefix: "delivery",
  items: "deliveries",
  isShared: false,
  otherFilters: ({ webhook_id = "" }) => [
    {},
    { webhook_id, status: "pending" },
    { webhook_id, outcome: "timeout" },
    { webhook_id, since },
    { webhook_id: "wh_unknown" },
  ],
  otherList: eventList,
  async fill({ target, client }, size) {
    const { id, inbox } = await subscribe(client);
    // Together, so that many have the same created_at, and some later.
    const batch = Array.from({ length: size - 3 }, () => newEvent({ inbox }));
    resultsOf(await publishBatch(client, batch));
    for (let count = 0; count < 3; count++) publishedOf(await publish(client, newEvent({ inbox })));
    // What is added later is not in between, where times are whole seconds.
    await target.clock.sleep(1_100);
    const filters = { webhook_id: id };
    const { items } = await listAll(client, deliveryList, filters);
    return {
      filters,
      ids: new Set(items.map(({ delivery_id }) => String(delivery_id))),
      add: async (context) => publishedOf(await publish(context.client, newEvent({ inbox }))),
    };
  },
});

export const tokenPageChecks: readonly ProviderCheck[] = pageChecks({
  list: tokenList,
  prefix: "token",
  items: "tokens",
  isShared: true,
  otherFilters: () => [],
  async fill(context, size) {
    const created = await repeatConcurrently(size, () => createToken(context, { scopes: ["webhooks:read"] }));
    return {
      filters: {},
      ids: new Set(created.map(({ id }) => id)),
      async add(context) {
        const { id } = await createToken(context, { scopes: ["webhooks:read"] });
        await revoke(context, id);
      },
    };
  },
  remove: revoke,
});

async function revoke({ client }: Pick<CheckContext, "client">, id: string): Promise<void> {
  const response = await client.call("revokeToken", { id });
  expectStatus(response, operations.revokeToken.success, "the token exists");
}
