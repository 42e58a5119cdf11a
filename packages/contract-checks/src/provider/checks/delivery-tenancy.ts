import { type AnyOperationId, allOperations, operationIdsOf } from "../../spec/operations.ts";
import { parameterPointer } from "../../spec/pointer.ts";
import { maxPageSize } from "../../spec/schema.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { createPathIds, type PathIds, pathIdOf, unknownIdOf, validBody } from "../data/valid-calls.ts";
import {
  deliver,
  deliveryOf,
  expectNew,
  expectSentTo,
  listDeliveries,
  newEvent,
  publish,
  publishBatch,
  publishedOf,
  subscribe,
  waitFor,
  waitUntilSettled,
} from "../events.ts";
import { expectEqual, expectStatus, expectThat, expectWebhook } from "../expect.ts";
import { deliveryList, eventList, type Filters, listAll, type PagedList, readPage, requestPage } from "../lists.ts";
import { deliveryCountOf, eventOf, getEvent } from "./events.ts";

/** The operations on a webhook, an event or a delivery of an organization. */
function operationsOnItems(operations: readonly AnyOperationId[]): AnyOperationId[] {
  const isOwned = (name: string) => ["webhook_id", "event_id", "delivery_id"].includes(name);
  return operations.filter((id) => Object.keys(allOperations[id].parameters.path).some(isOwned));
}

const isolation: ProviderCheck = providerCheck({
  id: "delivery_tenancy",
  holds:
    "another organization cannot read, send or control events, deliveries and webhooks: it gets 404, and nothing changes",
  needs: ["otherToken"],
  async run({ target, client, otherClient, verify, verifyEach }) {
    const webhook = await subscribe(client);
    const { event, delivery } = await deliver(client, webhook);
    const ids: PathIds = { webhook_id: webhook.id, event_id: event.id, delivery_id: delivery.delivery_id };
    await verifyEach(operationsOnItems(target.operations), async (operation) => {
      const id = pathIdOf(operation, ids);
      const call = { ...(id !== undefined && { id }), body: validBody(client, operation) };
      expectStatus(await otherClient.call(operation, call), 404, "it belongs to another organization");
    });
    await verifyEach([{ webhook_id: webhook.id }, { event_id: event.id }], async (filters) => {
      const { response, deliveries } = await listDeliveries(otherClient, filters);
      expectEqual(response, deliveries.length, 0, "number of deliveries of another organization");
    });
    await verify(async () => {
      const { response, items } = await listAll(otherClient, eventList, { inbox_id: webhook.inbox });
      expectEqual(response, items.length, 0, "number of events of another organization");
    });
    await verify(async () => {
      const page = readPage(await requestPage(otherClient, deliveryList, { limit: maxPageSize }), deliveryList);
      const isLeaked = page.ids.includes(delivery.delivery_id);
      expectThat(page.response, !isLeaked, "a delivery of another organization is listed", "deliveries of its own");
    });
    await verify(async () => expectWebhook(await client.get(webhook.id), webhook.webhook));
    const read = await client.call("getDelivery", { id: delivery.delivery_id });
    const { status } = deliveryOf(read, "only another organization tried to change it");
    expectThat(read, status === "pending" || status === "failed", "the status changed", "pending", status);
  },
});

const events: ProviderCheck = providerCheck({
  id: "publish_tenancy",
  holds: "events go to webhooks of their own organization, and two organizations may use the same event_id",
  operations: ["publishEvent", "publishEvents"],
  needs: ["otherToken"],
  async run(context) {
    const { client, otherClient, verifyEach } = context;
    const { id, inbox } = await subscribe(client);
    const others = await subscribe(otherClient, { inbox_ids: [inbox] });
    const webhooks = { own: id, "of another organization": others.id };
    await verifyEach(
      [publish, (as: typeof client, event: ReturnType<typeof newEvent>) => publishBatch(as, [event])],
      async (send) => {
        const event = newEvent({ inbox });
        const response = await publish(client, event);
        await expectSentTo(client, { response, event, result: publishedOf(response) }, webhooks, ["own"]);
        const changed = { ...event, event: { ...event.event, contract_check: 1 } };
        const theirs = await send(otherClient, changed);
        expectStatus(theirs, 202, "the event_id is new in this organization");
        const list = await listDeliveries(otherClient, { event_id: event.id });
        const sentTo = list.deliveries.map(({ webhook_id }) => webhook_id);
        expectThat(
          list.response,
          sentTo.includes(others.id),
          "the event does not go to its organization's webhook",
          others.id,
        );
        expectThat(
          list.response,
          !sentTo.includes(id),
          "the event goes to another organization's webhook",
          "its own only",
        );
      },
    );
    const event = newEvent({ inbox });
    publishedOf(await publish(client, event));
    expectNew(await publish(otherClient, event), event, "the event_id is new in this organization");
    // Counts may lag behind for some seconds.
    const { response, deliveries } = await waitFor(
      context,
      async () => {
        const { deliveries } = await listDeliveries(otherClient, { event_id: event.id });
        return { response: await getEvent(otherClient, event.id), deliveries };
      },
      ({ response, deliveries }) => deliveries.length > 0 && deliveryCountOf(response) === deliveries.length,
    );
    const what = "number of deliveries of the event in this organization";
    expectEqual(response, deliveryCountOf(response), deliveries.length, what);
    const listOwn = () => listDeliveries(client, { event_id: event.id });
    const own = await waitFor(context, listOwn, ({ deliveries }) => deliveries.length > 0);
    expectStatus(await client.call("eraseEvent", { id: event.id }), 200, "the event was published");
    // Its deliveries may be cancelled later, and those of another organization with them.
    for (const { delivery_id } of own.deliveries) await waitUntilSettled(context, delivery_id);
    eventOf(await getEvent(otherClient, event.id));
    const list = await listDeliveries(otherClient, { event_id: event.id });
    expectThat(list.response, list.deliveries.length > 0, "the other organization's delivery is gone", "one or more");
    const isKept = list.deliveries.every(({ reason }) => reason !== "event_erased");
    expectThat(list.response, isKept, "a delivery of another organization's event is cancelled", "its own only");
  },
});

const pageTokens: ProviderCheck = providerCheck({
  id: "delivery_tenancy_page_token",
  holds: "a page token of another organization is rejected or a position: it never returns its events or deliveries",
  operations: ["listDeliveries", "listEvents"],
  needs: ["otherToken"],
  async run({ client, otherClient, verifyEach }) {
    const { id, inbox } = await subscribe(client);
    for (let count = 0; count < 3; count++) publishedOf(await publish(client, newEvent({ inbox })));
    const { deliveries } = await listDeliveries(client, { webhook_id: id });
    const ids = deliveries.flatMap(({ delivery_id, event_id = "" }) => [delivery_id, event_id]);
    const lists: [PagedList, Filters][] = [
      [deliveryList, {}],
      [deliveryList, { webhook_id: id }],
      [eventList, { inbox_id: inbox }],
    ];
    await verifyEach(lists, async ([list, filters]) => {
      for (const ascending of [false, true]) {
        const { next } = readPage(await requestPage(client, list, { limit: 1, ascending }, filters), list);
        if (next === undefined) continue;
        const query = { limit: maxPageSize, ascending, page_token: next };
        const response = await requestPage(otherClient, list, query, filters);
        expectStatus(response, [200, 400], "the page token is of another organization");
        if (response.status === 400) continue;
        const isLeaked = readPage(response, list).ids.some((id) => ids.includes(id));
        const pointer = parameterPointer(allOperations[list.operation], "page_token");
        const expected = `only ${list.items} of its own organization (${pointer})`;
        expectThat(response, !isLeaked, "a page token returns what another organization has", expected);
      }
    });
  },
});

const unknownIds: ProviderCheck = providerCheck({
  id: "unknown_delivery_id",
  holds: "an id that no webhook, event, delivery or token has returns 404, whatever its form",
  async run({ client, verifyEach }) {
    const operations = operationIdsOf("delivery").filter((id) => unknownIdOf(id) !== undefined);
    const ids = await createPathIds(client, operations);
    await verifyEach(operations, async (operation) => {
      const known = pathIdOf(operation, ids) ?? "";
      const body = validBody(client, operation);
      const prefix = known.split("_")[0] ?? "";
      // Decoded once this is not the known id, decoded twice it is.
      const twice = known.replace(/^./, (first) => `%${first.charCodeAt(0).toString(16)}`);
      for (const id of [`${prefix}_unknown`, "unknown", "1", `${prefix}_${crypto.randomUUID()}`, `${known}x`]) {
        expectStatus(await client.call(operation, { id, body }), 404, `nothing has the id ${id}`);
      }
      for (const id of [
        known.toUpperCase(),
        ` ${known}`,
        `${known} `,
        `${known}\0x`,
        `${known}/x`,
        `x/${known}`,
        `${known}?x`,
        twice,
        "%",
        "../x",
      ]) {
        const response = await client.call(operation, { id, body, isOddId: true });
        expectStatus(response, [404, 400], `nothing has the id ${JSON.stringify(id)}`);
      }
    });
    await verifyEach(["getDelivery", "getRecovery"] as const, async (operation) => {
      const id = pathIdOf(operation, ids);
      if (id !== undefined)
        expectStatus(await client.call(operation, { id }), 200, "other ids were unknown, not this one");
    });
  },
});

export const deliveryTenancyChecks: readonly ProviderCheck[] = [isolation, events, pageTokens, unknownIds];
