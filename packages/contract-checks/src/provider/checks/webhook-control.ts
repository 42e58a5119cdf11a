import { eventTypes } from "@agent-webhooks/types";
import { operations } from "@agent-webhooks/types/delivery";
import { RotateSecretRequestSchema, UpdateDeliverySettingsRequestSchema } from "@agent-webhooks/types/delivery/schemas";
import { isObject } from "@agent-webhooks/types/json-schema";
import { eventSchemas } from "@agent-webhooks/types/schemas";
import { valueIssues } from "../../schemas.ts";
import { operationPointer, schemaPointer } from "../../spec/pointer.ts";
import { type CheckContext, type ProviderCheck, providerCheck } from "../check-context.ts";
import { type ProviderClient, uniqueClientId } from "../client.ts";
import { completeBody } from "../data/webhook-model.ts";
import { deliveryOf, listDeliveries, otherEventType, subscribe, uniqueName } from "../events.ts";
import {
  expectEqual,
  expectSame,
  expectSecret,
  expectStatus,
  expectThat,
  expectWebhook,
  type ObservedWebhook,
  objectOf,
  toIsoTime,
  toMilliseconds,
  webhookOf,
} from "../expect.ts";
import { eventList, listAll } from "../lists.ts";
import { findInList } from "../pages.ts";
import { waitForClock } from "./timestamps.ts";
import { createToken } from "./tokens.ts";

const enabling: ProviderCheck = providerCheck({
  id: "enable_disable",
  holds:
    "enable and disable return the new state, can be repeated, and change nothing else; other changes do not enable",
  operations: ["enableWebhook", "disableWebhook", "getWebhook"],
  async run(context) {
    const { client, verify, verifyEach } = context;
    const webhooks = [
      await subscribe(client, { pod_ids: ["pod_1"], event_types: [...eventTypes] }),
      await subscribe(client, {
        ...completeBody(client.webhookUrl()),
        inbox_ids: [],
        pod_ids: ["pod_1"],
        client_id: uniqueClientId(),
      }),
    ];
    await verifyEach(webhooks, ({ id, webhook }) => enableAndDisable(context, id, webhook));
    await verify(() => changeDisabled(client));
  },
});

/** Changes a disabled webhook in every way. @throws CheckFailedError when one of them is rejected, or enables it */
async function changeDisabled(client: ProviderClient): Promise<void> {
  const client_id = uniqueClientId();
  const { id } = await subscribe(client, { client_id });
  const disabled = webhookOf(await client.call("disableWebhook", { id }), "the webhook exists");
  const because = "a disabled webhook can be changed as any other";
  expectWebhook(await client.create({ client_id }), disabled, because);
  for (const change of [
    () => client.update(id, { add_inbox_ids: [uniqueName("inbox")] }),
    () => client.call("rotateSecret", { id }),
  ]) {
    expectStatus(await change(), 200, because);
    const read = await client.get(id);
    const pointer = schemaPointer("Webhook", ["properties", "enabled"]);
    expectEqual(read, webhookOf(read).enabled, false, "enabled of a disabled webhook that was changed", pointer);
  }
}

async function enableAndDisable(context: CheckContext, id: string, webhook: ObservedWebhook): Promise<void> {
  const { client } = context;
  let before = webhook;
  for (const isEnabled of [true, false, false, true, true]) {
    const isChange = before.enabled !== isEnabled;
    await waitForClock(context, before.updated_at);
    const response = await client.call(isEnabled ? "enableWebhook" : "disableWebhook", { id });
    const after = webhookOf(response, "the webhook exists");
    expectSame(response, after, { ...before, enabled: isEnabled }, isChange ? ["updated_at"] : []);
    const isLater = toMilliseconds(after.updated_at) > toMilliseconds(before.updated_at);
    if (isChange) {
      expectThat(response, isLater, "a change did not move updated_at", `after ${before.updated_at}`, after.updated_at);
    }
    expectWebhook(await client.get(id), after);
    const { response: list, webhook: listed } = await findInList(client, id, false);
    expectThat(list, listed !== undefined, "the webhook is not listed", id);
    if (listed !== undefined) expectSame(list, listed, after);
    before = after;
  }
}

const { default: defaultOverlap, maximum: maxOverlap } = RotateSecretRequestSchema.properties.overlap_seconds;

const rotation: ProviderCheck = providerCheck({
  id: "rotate_secret",
  holds: "a rotation returns another secret, which the webhook then has, and when the previous one expires",
  operations: ["rotateSecret", "getWebhook"],
  async run(context) {
    const { client, verifyEach } = context;
    const { id, webhook } = await subscribe(client, { pod_ids: ["pod_1"] });
    const secrets = [webhook.secret];
    const cases: [body: object | undefined, overlap: number][] = [
      [{ overlap_seconds: 3600 }, 3600],
      [{ overlap_seconds: 0 }, 0],
      [{ overlap_seconds: maxOverlap }, maxOverlap],
      [{}, defaultOverlap],
      [undefined, defaultOverlap],
    ];
    await verifyEach(cases, async ([body, overlap]) => {
      const timeOf = async () => webhookOf(await client.create()).created_at;
      const start = await timeOf();
      const response = await client.call("rotateSecret", { id, ...(body !== undefined && { body }) });
      const { secret, previous_expires_at } = objectOf(response, 200, "the request is valid");
      const end = await timeOf();
      const isNew = typeof secret === "string" && !secrets.includes(secret);
      expectThat(response, isNew, "the secret is not a new one", "a secret that the webhook did not have before");
      secrets.push(String(secret));
      expectSecret(response, String(secret));
      const since = toMilliseconds(String(previous_expires_at)) - overlap * 1000;
      // Times may be shown in whole seconds.
      const isOverlap = since >= toMilliseconds(start) - 1000 && since <= toMilliseconds(end) + 1000;
      const what = `previous_expires_at is not ${overlap} s after the rotation`;
      expectThat(response, isOverlap, what, `${overlap} s after ${start}`, String(previous_expires_at));
      const read = await client.get(id);
      const pointer = schemaPointer("Webhook", ["properties", "secret"]);
      expectEqual(read, webhookOf(read).secret, secret, "secret of the webhook", pointer);
      expectSame(read, webhookOf(read), webhook, ["secret", "updated_at"]);
    });
  },
});

const { max_in_flight: maxInFlight, max_per_second: maxPerSecond } = UpdateDeliverySettingsRequestSchema.properties;
const settingNames = Object.keys(UpdateDeliverySettingsRequestSchema.properties);
type Settings = Readonly<Record<string, unknown>>;

const deliverySettings: ProviderCheck = providerCheck({
  id: "delivery_settings",
  holds: "limits are absent until they are set, absent fields of an update stay as they are, and null removes a limit",
  operations: ["updateDeliverySettings", "getDeliverySettings", "getWebhook", "deleteWebhook"],
  async run({ client, verifyEach }) {
    const { id, webhook } = await subscribe(client, { pod_ids: ["pod_1"] });
    const other = await subscribe(client);
    const expectSettings = async (of: string, settings: Settings) => {
      const response = await client.call("getDeliverySettings", { id: of });
      const found = objectOf(response, 200, "the webhook exists");
      for (const name of settingNames) expectEqual(response, found[name], settings[name], name);
    };
    await expectSettings(id, {});
    const full = { max_in_flight: maxInFlight.maximum, max_per_second: maxPerSecond.maximum };
    const steps: [body: object, settings: Settings][] = [
      [{ max_per_second: 50 }, { max_per_second: 50 }],
      [{ max_in_flight: 2 }, { max_in_flight: 2, max_per_second: 50 }],
      [{}, { max_in_flight: 2, max_per_second: 50 }],
      [{ max_per_second: null }, { max_in_flight: 2 }],
      [{ max_in_flight: null, max_per_second: 1 }, { max_per_second: 1 }],
      [full, full],
      [{ max_in_flight: null, max_per_second: null }, {}],
      [{ max_in_flight: maxInFlight.minimum }, { max_in_flight: maxInFlight.minimum }],
    ];
    // One after the other: each goes on from the one before.
    for (const step of steps) {
      await verifyEach([step], async ([body, settings]) => {
        const response = await client.call("updateDeliverySettings", { id, body });
        const found = objectOf(response, 200, "the request is valid");
        for (const name of settingNames) expectEqual(response, found[name], settings[name], name);
        await expectSettings(id, settings);
      });
    }
    await expectSettings(other.id, {});
    expectWebhook(await client.get(id), webhook);
    for (const operation of ["disableWebhook", "enableWebhook"] as const) await client.call(operation, { id });
    await expectSettings(id, steps.at(-1)?.[1] ?? {});
    await client.delete(id);
    const deleted = await client.call("getDeliverySettings", { id });
    expectStatus(deleted, 404, "the webhook was deleted");
  },
});

const testEvent: ProviderCheck = providerCheck({
  id: "test_event",
  holds: "a test event is new, goes to this webhook alone, whatever it subscribes to, and no other webhook misses it",
  operations: ["sendTestEvent", "getDelivery", "listDeliveries", "getEvent", "listEvents", "recoverWebhook"],
  async run(context) {
    const { target, verifyEach } = context;
    // An organization without other events.
    const { client } = await createToken(context);
    const { id, webhook } = await subscribe(client);
    const other = await subscribe(client, { inbox_ids: [], pod_ids: [], event_types: [...eventTypes] });
    const eventIds = new Set<unknown>();
    let latest = webhook.created_at;
    await verifyEach([eventTypes[0], eventTypes[0], otherEventType], async (event_type) => {
      const response = await client.call("sendTestEvent", { id, body: { event_type } });
      const { json } = expectStatus(response, 202, "the webhook is enabled");
      const delivery_id = isObject(json) ? String(json.delivery_id) : "";
      const read = await client.call("getDelivery", { id: delivery_id });
      const delivery = deliveryOf(read, "sendTestEvent returned its id");
      expectEqual(read, delivery.webhook_id, id, "webhook_id");
      expectEqual(read, delivery.event_type, event_type, "event_type");
      const isNew = delivery.event_id !== undefined && !eventIds.has(delivery.event_id);
      expectThat(read, isNew, "the event_id is not a new one", "an event_id of its own", delivery.event_id);
      eventIds.add(delivery.event_id);
      const list = await listDeliveries(client, { event_id: delivery.event_id ?? "" });
      const webhooks = list.deliveries.map(({ webhook_id }) => webhook_id);
      expectEqual(list.response, webhooks, [id], "webhooks that get the test event");
      const event = await client.call("getEvent", { id: delivery.event_id ?? "" });
      const stored = objectOf(event, 200, "a test event is an event too");
      const [issue] = valueIssues(eventSchemas[event_type], stored.event);
      expectThat(event, issue === undefined, "a test event is invalid", `an example of ${event_type}`, issue?.message);
      const since = toIsoTime(String(stored.published_at)) ?? "";
      const listed = await listAll(client, eventList, { since });
      const isListed = listed.items.some(({ event_id }) => event_id === delivery.event_id);
      expectThat(listed.response, isListed, "a test event is not listed", "all events, also test events");
      latest = since;
    });
    const list = await listDeliveries(client, { webhook_id: id });
    expectEqual(list.response, list.deliveries.length, 3, "number of deliveries to the webhook");
    await waitForClock({ target, client }, latest);
    const body = { since: "2020-01-01T00:00:00Z", dry_run: true };
    const recovery = await client.call("recoverWebhook", { id: other.id, body });
    const { missed } = objectOf(recovery, 202, "the webhook is enabled");
    const what = "number of missed events: test events to another webhook do not count";
    expectEqual(recovery, missed, 0, what, operationPointer(operations.recoverWebhook));
  },
});

const testOfDisabled: ProviderCheck = providerCheck({
  id: "test_event_disabled",
  holds: "a test event to a disabled webhook is rejected with 409",
  operations: ["sendTestEvent", "disableWebhook"],
  async run({ client }) {
    const { id } = await subscribe(client);
    webhookOf(await client.call("disableWebhook", { id }));
    const response = await client.call("sendTestEvent", { id, body: { event_type: eventTypes[0] } });
    expectStatus(response, 409, "the webhook is disabled");
    const list = await listDeliveries(client, { webhook_id: id });
    expectEqual(list.response, list.deliveries.length, 0, "number of deliveries to the webhook");
  },
});

export const webhookControlChecks: readonly ProviderCheck[] = [
  enabling,
  rotation,
  deliverySettings,
  testEvent,
  testOfDisabled,
];
