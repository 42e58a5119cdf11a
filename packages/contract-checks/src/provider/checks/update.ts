import type { CreateWebhookRequest, UpdateWebhookRequest } from "@agent-webhooks/types";
import { maxIds } from "../../spec/schema.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { uniqueClientId } from "../client.ts";
import { repeatConcurrently } from "../concurrently.ts";
import { setCases } from "../data/webhook-model.ts";
import {
  expectEqual,
  expectSame,
  expectStatus,
  expectThat,
  expectWebhook,
  idsOf,
  toMilliseconds,
  webhookOf,
} from "../expect.ts";

type Fields = Partial<CreateWebhookRequest>;

const ids = (count: number, prefix = "id") => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

const update: ProviderCheck = providerCheck({
  id: "update",
  holds:
    "an update removes ids, then appends, sets other fields, is visible to the next read, and changes nothing else",
  operations: ["updateWebhook"],
  async run({ client, verifyEach }) {
    const cases: [from: Fields, change: UpdateWebhookRequest, to: Fields][] = [
      [
        { inbox_ids: ["a", "b", "c"], pod_ids: ["p"] },
        { remove_inbox_ids: ["b", "never-there"], add_inbox_ids: ["d", "a", "d"] },
        { inbox_ids: ["a", "c", "d"], pod_ids: ["p"] },
      ],
      [{}, { add_inbox_ids: ["b", "a"] }, { inbox_ids: ["b", "a"] }],
      [{}, { add_pod_ids: ["b", "a"] }, { pod_ids: ["b", "a"] }],
      [{ inbox_ids: ["a"] }, { remove_inbox_ids: ["a"], add_pod_ids: ["a"] }, { pod_ids: ["a"] }],
      [{ pod_ids: ["a"] }, { remove_pod_ids: ["a"], add_inbox_ids: ["b"] }, { inbox_ids: ["b"] }],
      [
        { inbox_ids: ["a", "b"], pod_ids: ["p", "q"] },
        { remove_inbox_ids: ["a"], add_inbox_ids: ["c"], remove_pod_ids: ["q"], add_pod_ids: ["r"] },
        { inbox_ids: ["b", "c"], pod_ids: ["p", "r"] },
      ],
      [{ inbox_ids: ["a"], pod_ids: ["p"] }, { remove_inbox_ids: ["a"] }, { pod_ids: ["p"] }],
      // Several ids of each list, and what the update does not mention has several values.
      [
        { inbox_ids: ["d", "a", "c", "b"], pod_ids: ["q", "p"] },
        { remove_inbox_ids: ["a", "b"], add_inbox_ids: ["f", "e"] },
        { inbox_ids: ["d", "c", "f", "e"], pod_ids: ["q", "p"] },
      ],
      [
        { inbox_ids: ["b", "a"], pod_ids: ["s", "p", "r", "q"] },
        { remove_pod_ids: ["p", "q"], add_pod_ids: ["u", "t"] },
        { inbox_ids: ["b", "a"], pod_ids: ["s", "r", "u", "t"] },
      ],
      // Ids are removed first, so this one ends at the limit.
      [
        { inbox_ids: ids(maxIds) },
        { remove_inbox_ids: ["id-0"], add_inbox_ids: ["x"] },
        { inbox_ids: [...ids(maxIds).slice(1), "x"] },
      ],
      [{ pod_ids: ids(maxIds - 1) }, { add_pod_ids: ["x"] }, { pod_ids: [...ids(maxIds - 1), "x"] }],
      // Each list has a limit of its own.
      [
        { inbox_ids: ids(maxIds) },
        { add_pod_ids: ids(maxIds, "pod") },
        { inbox_ids: ids(maxIds), pod_ids: ids(maxIds, "pod") },
      ],
      // Adding what is there has no effect, also in a full list.
      [{ inbox_ids: ids(maxIds) }, { add_inbox_ids: ["id-3"] }, { inbox_ids: ids(maxIds) }],
      [{ pod_ids: ids(maxIds) }, { add_pod_ids: ids(maxIds).toReversed() }, { pod_ids: ids(maxIds) }],
      ...setCases(client.webhookUrl()).flatMap(({ field, isCreated, values: [one, other] }): typeof cases => {
        const from = isCreated ? { [field]: one } : {};
        return [
          [{}, { [field]: one }, { [field]: one }],
          [from, { [field]: other }, { [field]: other }],
          [from, { add_inbox_ids: ["a"] }, { ...from, inbox_ids: ["a"] }],
        ];
      }),
    ];
    await verifyEach(cases, async ([from, change, to]) => {
      const before = webhookOf(
        await client.create({
          url: `${client.webhookUrl("a")}?b=%7e#c`,
          event_types: ["message.sent", "message.received", "domain.verified"],
          client_id: uniqueClientId(),
          ...from,
        }),
      );
      // Read before, so that a cache would have it.
      expectWebhook(await client.get(before.webhook_id), before);
      const response = await client.update(before.webhook_id, change);
      const after = webhookOf(response);
      expectSame(response, after, { ...before, inbox_ids: [], pod_ids: [], ...to }, ["updated_at"]);
      const isOrdered = toMilliseconds(after.updated_at) >= toMilliseconds(before.updated_at);
      expectThat(response, isOrdered, "updated_at went back", `${before.updated_at} or later`, after.updated_at);
      expectWebhook(await client.get(before.webhook_id), after);
    });
  },
});

const rejected: ProviderCheck = providerCheck({
  id: "update_rejected",
  holds: `an update that contradicts itself, exceeds ${maxIds} ids or removes the last id is rejected and changes nothing`,
  operations: ["updateWebhook"],
  async run({ client, verifyEach }) {
    const inboxes = { inbox_ids: ids(maxIds - 1) };
    const pods = { pod_ids: ids(maxIds - 1) };
    const contradiction = "the same id is added and removed";
    const tooMany = (kind: string) => `there would be ${maxIds + 1} ${kind}`;
    const everything = "removing the last inbox and pod would subscribe it to everything";
    const cases: [from: Fields, change: UpdateWebhookRequest, because: string][] = [
      [inboxes, { add_inbox_ids: ["x"], remove_inbox_ids: ["x"] }, contradiction],
      [inboxes, { add_inbox_ids: ["id-1"], remove_inbox_ids: ["id-1"] }, contradiction],
      [inboxes, { add_pod_ids: ["p"], remove_pod_ids: ["p"] }, contradiction],
      [inboxes, { add_inbox_ids: ["x", "y"] }, tooMany("inboxes")],
      [pods, { add_pod_ids: ["x", "y"] }, tooMany("pods")],
      [{ pod_ids: ids(maxIds) }, { add_pod_ids: ["x"] }, tooMany("pods")],
      [inboxes, { remove_inbox_ids: inboxes.inbox_ids }, everything],
      [{ pod_ids: ["p"] }, { remove_pod_ids: ["p"] }, everything],
      [{ inbox_ids: ["a"], pod_ids: ["p"] }, { remove_inbox_ids: ["a"], remove_pod_ids: ["p"] }, everything],
      // One half alone would be valid: it must not be applied.
      [inboxes, { add_pod_ids: ["p"], add_inbox_ids: ["x", "y"] }, tooMany("inboxes")],
      [pods, { add_inbox_ids: ["i"], add_pod_ids: ["x", "y"] }, tooMany("pods")],
      [inboxes, { remove_inbox_ids: ["id-0"], add_pod_ids: ids(maxIds + 1) }, `${maxIds + 1} pods are too many`],
    ];
    await verifyEach(cases, async ([from, change, because]) => {
      const before = webhookOf(await client.create(from));
      expectStatus(await client.update(before.webhook_id, change), 400, because);
      expectWebhook(await client.get(before.webhook_id), before);
    });
  },
});

const withoutFilter: ProviderCheck = providerCheck({
  id: "update_without_filter",
  holds: "removing an id from a webhook without inboxes and pods changes nothing and is accepted",
  operations: ["updateWebhook"],
  async run({ client }) {
    const before = webhookOf(await client.create());
    for (const change of [{ remove_inbox_ids: ["a"] }, { remove_pod_ids: ["a"] }, {}]) {
      const response = await client.update(before.webhook_id, change);
      expectWebhook(response, before, "the webhook had no inboxes and no pods before");
    }
  },
});

const racing: ProviderCheck = providerCheck({
  id: "update_racing",
  holds: `concurrent updates are all applied, and together do not exceed ${maxIds} ids`,
  operations: ["updateWebhook"],
  async run({ client, verify }) {
    const addConcurrently = async (count: number, from: string[]) => {
      const { webhook_id: id } = webhookOf(await client.create({ inbox_ids: from }));
      const add = (index: number) => client.update(id, { add_inbox_ids: [`new-${index}`] });
      const responses = await repeatConcurrently(count, add, count);
      const read = await client.get(id);
      return { responses, read, inboxIds: idsOf(webhookOf(read), "inbox_ids").toSorted() };
    };
    await verify(async () => {
      const { responses, read, inboxIds } = await addConcurrently(6, ["id-0"]);
      for (const response of responses) expectStatus(response, 200, "all of them fit");
      expectEqual(read, inboxIds, ["id-0", ...ids(6, "new")].toSorted(), "inbox_ids after concurrent updates");
    });
    await verify(async () => {
      const { responses, read, inboxIds } = await addConcurrently(4, ids(maxIds - 2));
      for (const response of responses) expectStatus(response, [200, 400], "two of them fit");
      const added = responses.flatMap(({ status }, index) => (status === 200 ? [`new-${index}`] : []));
      expectEqual(read, inboxIds, [...ids(maxIds - 2), ...added].toSorted(), "inbox_ids after concurrent updates");
      expectEqual(read, inboxIds.length, maxIds, "number of inboxes after concurrent updates of which two fit");
    });
  },
});

const urlStays: ProviderCheck = providerCheck({
  id: "url_never_changes",
  holds: "an update cannot change the URL",
  operations: ["updateWebhook"],
  async run({ client }) {
    const before = webhookOf(await client.create());
    const response = await client.update(before.webhook_id, { url: client.webhookUrl("other") });
    expectStatus(response, 400, "url is not a field of updates");
    expectWebhook(await client.get(before.webhook_id), before);
  },
});

export const updateChecks: readonly ProviderCheck[] = [update, rejected, withoutFilter, racing, urlStays];
