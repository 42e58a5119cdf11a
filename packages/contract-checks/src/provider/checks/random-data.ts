import type { UpdateWebhookRequest } from "@agent-webhooks/types";
import fc from "fast-check";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { type ProviderClient, uniqueClientId } from "../client.ts";
import { bodySchema, forAll, invalidBodies, validBodies } from "../data/random.ts";
import { afterCreate, afterUpdate, setFields } from "../data/webhook-model.ts";
import { expectSame, expectStatus, expectWebhook, type ObservedWebhook, webhookOf } from "../expect.ts";

const creates: ProviderCheck = providerCheck({
  id: "random_creates",
  holds: "any valid create has its effect, and any invalid one is rejected",
  operations: ["createWebhook", "getWebhook", "deleteWebhook"],
  async run({ target, client, verify }) {
    const schema = bodySchema("createWebhook");
    await verify(() =>
      forAll(target, validBodies(schema, client.webhookUrl()), async (body) => {
        // Unique, so that a seed can be used twice; cut, so that both parts fit.
        const client_id = "client_id" in body && `${uniqueClientId()}${String(body.client_id).slice(0, 200)}`;
        const sent = { ...body, ...(client_id && { client_id }) } as unknown as ObservedWebhook;
        const response = await client.call("createWebhook", { body: sent });
        const webhook = webhookOf(response);
        const { webhook_id, secret = "", created_at = "", updated_at = "" } = webhook;
        const expected = { ...afterCreate(sent), webhook_id, secret, created_at, updated_at, enabled: true };
        expectSame(response, webhook, expected);
        expectWebhook(await client.get(webhook_id), expected);
        await client.delete(webhook_id);
      }),
    );
    await verify(() =>
      forAll(target, invalidBodies(schema, client.webhookUrl()), async (body) => {
        expectStatus(await client.call("createWebhook", { body }), 400, `${JSON.stringify(body)} is not valid`);
      }),
    );
  },
});

/** Few ids, so that updates affect each other; seldom one that is added and removed, because that rejects the update. */
const idChanges = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom(..."abcdefghijklm"),
    list: fc.oneof(
      { weight: 30, arbitrary: fc.constantFrom("add", "remove") },
      { weight: 1, arbitrary: fc.constant("both") },
    ),
  }),
  { maxLength: 6, selector: ({ id }) => id },
);

const filterChanges = fc.record({ inbox_ids: idChanges, pod_ids: idChanges }).map((changes): UpdateWebhookRequest => {
  const lists = Object.entries(changes).flatMap(([kind, all]) =>
    ["add", "remove"].map((name): [string, string[]] => {
      const named = all.filter(({ list }) => list === name || list === "both");
      return [`${name}_${kind}`, named.map(({ id }) => id)];
    }),
  );
  return Object.fromEntries(lists.filter(([, ids]) => ids.length > 0));
});

/** Changes of the event filter, and values of the fields that an update sets. */
function updateRequests(url: string): fc.Arbitrary<UpdateWebhookRequest> {
  const { properties = {} } = bodySchema("updateWebhook");
  const set = Object.fromEntries(setFields.map((field) => [field, properties[field] ?? {}]));
  return fc
    .tuple(filterChanges, validBodies({ properties: set }, url))
    .map(([filter, values]) => ({ ...filter, ...values }));
}

const updates: ProviderCheck = providerCheck({
  id: "random_updates",
  holds: "any sequence of updates has its effect, and what is rejected changes nothing",
  operations: ["updateWebhook", "getWebhook"],
  async run({ target, client, verify }) {
    await verify(() =>
      forAll(
        target,
        fc.array(updateRequests(client.webhookUrl()), { minLength: 1, maxLength: 12 }),
        (all) => applyAll(client, all),
        0.5,
      ),
    );
    const { webhook_id: id } = webhookOf(await client.create());
    await verify(() =>
      forAll(target, invalidBodies(bodySchema("updateWebhook"), client.webhookUrl()), async (body) => {
        expectStatus(await client.update(id, body), 400, `${JSON.stringify(body)} is not valid`);
      }),
    );
  },
});

async function applyAll(client: ProviderClient, changes: readonly UpdateWebhookRequest[]): Promise<void> {
  let current = webhookOf(await client.create());
  const id = current.webhook_id;
  for (const change of changes) {
    const response = await client.update(id, change);
    const after = afterUpdate(current, change);
    if (after === undefined) expectStatus(response, 400, `${JSON.stringify(change)} is not a valid change`);
    else expectSame(response, webhookOf(response), after, ["updated_at"]);
    current = after ?? current;
  }
  const read = await client.get(id);
  expectSame(read, webhookOf(read), current, ["updated_at"]);
  await client.delete(id);
}

export const randomDataChecks: readonly ProviderCheck[] = [creates, updates];
