import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { times } from "../concurrently.ts";
import { expectEqual, expectSame, expectStatus, expectThat, webhookOf } from "../expect.ts";
import { unique, walk } from "../pages.ts";

const repeated: ProviderCheck = providerCheck({
  id: "client_id_repeated",
  holds: "a create with a known client_id answers the webhook that is there, as it now is, unless it is not valid",
  operations: ["createWebhook"],
  async run({ mine, attempt }) {
    const client_id = unique();
    const first = webhookOf(await mine.create({ client_id, inbox_ids: ["a"] }));
    const repeats = [
      {},
      { url: mine.url("other"), event_types: ["message.sent" as const], pod_ids: ["p"] },
      { inbox_ids: ["a"] },
    ];
    for (const body of repeats) {
      await attempt(async () => {
        const answer = await mine.create({ ...body, client_id });
        expectSame(answer, webhookOf(answer, "a known client_id answers the webhook that has it"), first);
      });
    }
    const changed = webhookOf(await mine.update(first.webhook_id, { add_inbox_ids: ["b"] }));
    const answer = await mine.create({ client_id });
    expectSame(answer, webhookOf(answer), changed);
    const read = await mine.get(first.webhook_id);
    expectSame(read, webhookOf(read), changed);
    const invalid = { ...mine.body({ client_id }), event_types: ["message.received", "message.received"] };
    expectStatus(await mine.call("createWebhook", { body: invalid }), 400, "an event type is named twice");
  },
});

const exact: ProviderCheck = providerCheck({
  id: "client_id_exact",
  holds: "client_ids that differ are different, in their case too, and without one every create makes a webhook",
  operations: ["createWebhook"],
  async run({ mine }) {
    const client_id = unique();
    const bodies = [{ client_id }, { client_id: client_id.toUpperCase() }, { client_id: `${client_id}.` }, {}, {}];
    const ids = new Set<string>();
    for (const body of bodies) {
      const answer = await mine.create(body);
      const { webhook_id } = webhookOf(answer);
      expectThat(answer, !ids.has(webhook_id), "the webhook of another request was answered", "a webhook of its own");
      ids.add(webhook_id);
    }
  },
});

const racing: ProviderCheck = providerCheck({
  id: "client_id_racing",
  holds: "creates that race with one client_id make one webhook, and each of them answers it",
  operations: ["createWebhook"],
  async run({ mine }) {
    const client_id = unique();
    const answers = await times(8, () => mine.create({ client_id }));
    const webhooks = answers.map((answer) => webhookOf(answer, "creates with one client_id may race"));
    const [first] = webhooks;
    if (first === undefined) return;
    for (const [index, answer] of answers.entries()) expectSame(answer, webhooks[index] ?? first, first);
    for await (const { answer, webhooks, goesOn } of walk(mine, { limit: 100 })) {
      const listed = webhooks.filter((webhook) => webhook.client_id === client_id);
      if (listed.length === 0 && goesOn) continue;
      expectEqual(answer, listed.length, 1, "the number of webhooks with that client_id");
      return;
    }
  },
});

const perOrganization: ProviderCheck = providerCheck({
  id: "client_id_per_organization",
  holds: "two organizations may use the same client_id for two webhooks",
  operations: ["createWebhook"],
  needs: ["other"],
  async run({ mine, other }) {
    const client_id = unique();
    const first = webhookOf(await mine.create({ client_id }));
    const answer = await other.create({ client_id, url: other.url("other") });
    const second = webhookOf(answer);
    expectThat(
      answer,
      first.webhook_id !== second.webhook_id,
      "another organization's webhook was answered",
      "its own",
    );
    expectThat(answer, first.secret !== second.secret, "another organization's secret was answered", "its own");
    expectEqual(answer, second.url, other.url("other"), "url");
    const again = await mine.create({ client_id });
    expectSame(again, webhookOf(again), first);
  },
});

export const clientIdLaws: readonly ProviderCheck[] = [repeated, exact, racing, perOrganization];
