import type { UpdateWebhookRequest } from "@agent-webhooks/types";
import fc from "fast-check";
import { maxIds } from "../../spec/schema.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { type ProviderClient, uniqueClientId } from "../client.ts";
import { bodySchema, forAll, invalidBodies, validBodies } from "../data/random.ts";
import { expectSame, expectStatus, expectWebhook, idsOf, type ObservedWebhook, webhookOf } from "../expect.ts";

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
        const lists = { inbox_ids: [...new Set(sent.inbox_ids)], pod_ids: [...new Set(sent.pod_ids)] };
        const expected = { ...sent, ...lists, webhook_id, secret, created_at, updated_at, enabled: true };
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

type EventFilter = Record<"inbox_ids" | "pod_ids", string[]>;

/** The event filter after an update; `undefined` when the update is to be rejected. */
function updated(before: EventFilter, change: UpdateWebhookRequest): EventFilter | undefined {
  const after = { ...before };
  for (const kind of ["inbox_ids", "pod_ids"] as const) {
    const [add, remove] = [change[`add_${kind}`] ?? [], change[`remove_${kind}`] ?? []];
    if (add.some((id) => remove.includes(id))) return undefined;
    after[kind] = [...new Set([...before[kind].filter((id) => !remove.includes(id)), ...add])];
    if (after[kind].length > maxIds) return undefined;
  }
  const count = ({ inbox_ids, pod_ids }: EventFilter) => inbox_ids.length + pod_ids.length;
  return count(before) > 0 && count(after) === 0 ? undefined : after;
}

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

const updateRequests = fc.record({ inbox_ids: idChanges, pod_ids: idChanges }).map((changes): UpdateWebhookRequest => {
  const lists = Object.entries(changes).flatMap(([kind, all]) =>
    ["add", "remove"].map((name): [string, string[]] => {
      const named = all.filter(({ list }) => list === name || list === "both");
      return [`${name}_${kind}`, named.map(({ id }) => id)];
    }),
  );
  return Object.fromEntries(lists.filter(([, ids]) => ids.length > 0));
});

const updates: ProviderCheck = providerCheck({
  id: "random_updates",
  holds: "any sequence of updates has its effect, and what is rejected changes nothing",
  operations: ["updateWebhook", "getWebhook"],
  async run({ target, client, verify }) {
    await verify(() =>
      forAll(target, fc.array(updateRequests, { minLength: 1, maxLength: 12 }), (all) => applyAll(client, all), 0.5),
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
  const first = webhookOf(await client.create());
  let filter: EventFilter = { inbox_ids: [...idsOf(first, "inbox_ids")], pod_ids: [...idsOf(first, "pod_ids")] };
  for (const change of changes) {
    const response = await client.update(first.webhook_id, change);
    const after = updated(filter, change);
    if (after === undefined) expectStatus(response, 400, `${JSON.stringify(change)} is not a valid change`);
    else expectSame(response, webhookOf(response), { ...first, ...after }, ["updated_at"]);
    filter = after ?? filter;
  }
  const read = await client.get(first.webhook_id);
  expectSame(read, webhookOf(read), { ...first, ...filter }, ["updated_at"]);
  await client.delete(first.webhook_id);
}

export const randomDataChecks: readonly ProviderCheck[] = [creates, updates];
