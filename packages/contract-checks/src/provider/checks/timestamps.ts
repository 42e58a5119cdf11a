import type { UpdateWebhookRequest } from "@agent-webhooks/types";
import { schemaPointer } from "../../spec/pointer.ts";
import { type CheckContext, type ProviderCheck, providerCheck } from "../check-context.ts";
import { type ProviderClient, uniqueClientId } from "../client.ts";
import { setCases } from "../data/webhook-model.ts";
import {
  expectEqual,
  expectSame,
  expectStatus,
  expectThat,
  expectWebhook,
  type ObservedWebhook,
  toIsoTime,
  toMilliseconds,
  webhookOf,
} from "../expect.ts";
import { findInList } from "../pages.ts";

const updatedAt = schemaPointer("Webhook", ["properties", "updated_at"]);

const moves: ProviderCheck = providerCheck({
  id: "updated_at_moves",
  holds: "any change makes updated_at later, once the provider's clock has moved on, keeps created_at, and is listed",
  operations: ["updateWebhook", "listWebhooks"],
  async run(context) {
    const { client, verify, verifyEach } = context;
    const set = setCases(client.webhookUrl()).map(({ field, values: [value] }) => ({ [field]: value }));
    const changes = [
      ...(["inbox_ids", "pod_ids"] as const).flatMap((list) => [
        { [`add_${list}`]: ["c"] },
        { [`remove_${list}`]: ["a"] },
      ]),
      ...set,
    ];
    const all: { before: ObservedWebhook; change: UpdateWebhookRequest }[] = [];
    for (const change of changes) {
      const lists = { inbox_ids: ["a", "b"], pod_ids: ["a", "b"] };
      all.push({ before: webhookOf(await client.create(lists)), change });
    }
    await waitForClock(context, all.at(-1)?.before.updated_at);
    // Listed before, so that a cache would have it.
    for (const ascending of [false, true]) await findInList(client, all[0]?.before.webhook_id ?? "", ascending);
    await verifyEach(all, async ({ before, change }) => {
      const response = await client.update(before.webhook_id, change);
      const after = webhookOf(response);
      const isLater = toMilliseconds(after.updated_at) > toMilliseconds(before.updated_at);
      expectThat(response, isLater, "a change did not move updated_at", `after ${before.updated_at}`, after.updated_at);
      expectEqual(response, toIsoTime(after.created_at), toIsoTime(before.created_at), "created_at");
      await verify(async () => {
        const ascending = before === all[0]?.before;
        const { response, webhook } = await findInList(client, after.webhook_id, ascending);
        expectThat(response, webhook !== undefined, "an updated webhook is not listed", after.webhook_id);
        if (webhook !== undefined) expectSame(response, webhook, after);
      });
    });
  },
});

const stays: ProviderCheck = providerCheck({
  id: "updated_at_stays",
  holds: "an update that changes nothing or is rejected, and a repeated create, leave updated_at",
  operations: ["updateWebhook", "createWebhook", "getWebhook"],
  async run(context) {
    const { client, verifyEach } = context;
    const client_id = uniqueClientId();
    const set = setCases(client.webhookUrl())
      .filter(({ isCreated }) => isCreated)
      .map(({ field, values: [value] }) => ({ [field]: value }));
    const before = webhookOf(
      await client.create({ client_id, inbox_ids: ["a", "b"], pod_ids: ["p"], ...Object.assign({}, ...set) }),
    );
    const { webhook_id: id } = before;
    await waitForClock(context, before.updated_at);
    const noChanges = [
      {},
      { add_inbox_ids: ["a"] },
      { add_inbox_ids: ["b", "a"] },
      { add_pod_ids: [] },
      { remove_inbox_ids: ["never-there"], remove_pod_ids: ["a"] },
      ...set,
    ];
    await verifyEach(noChanges, async (change) =>
      expectWebhook(await client.update(id, change), before, "an update may change nothing"),
    );
    const contradiction = { add_inbox_ids: ["x"], remove_inbox_ids: ["x"] };
    expectStatus(await client.update(id, contradiction), 400, "the update contradicts itself");
    await client.create({ client_id });
    const read = await client.get(id);
    expectEqual(read, toIsoTime(webhookOf(read).updated_at), toIsoTime(before.updated_at), "updated_at", updatedAt);
    expectSame(read, webhookOf(read), before);
  },
});

/** Providers may show times in whole seconds; a clock that has not moved after this time is a finding. */
const maxClockMs = 3000;

/** Waits until the provider's clock is past a time that it returned, by creating webhooks. */
export async function waitForClock(
  { client, target: { clock } }: Pick<CheckContext, "client" | "target">,
  past: string | undefined,
): Promise<void> {
  const until = clock.now() + maxClockMs;
  while (true) {
    const response = await client.create();
    const { webhook_id, created_at } = webhookOf(response);
    await client.delete(webhook_id);
    if (toMilliseconds(created_at) > toMilliseconds(past)) return;
    expectThat(
      response,
      clock.now() < until,
      "created_at does not move on",
      `created_at after ${past}, ${maxClockMs / 1000} s after it`,
      `created_at ${created_at}`,
    );
    await clock.sleep(100);
  }
}

/** The provider's time: that at which it creates a webhook, in milliseconds. */
export async function timeOf(client: ProviderClient): Promise<number> {
  const { created_at, webhook_id } = webhookOf(await client.create());
  await client.delete(webhook_id);
  return toMilliseconds(created_at);
}

export const timestampChecks: readonly ProviderCheck[] = [moves, stays];
