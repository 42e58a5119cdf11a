import { maxPageSize } from "../../spec/schema.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { uniqueClientId } from "../client.ts";
import { repeatConcurrently } from "../concurrently.ts";
import { expectEqual, expectStatus, expectThat, expectWebhook, type ObservedWebhook, webhookOf } from "../expect.ts";
import { listPages } from "../pages.ts";
import type { TargetResponse } from "../response.ts";

function expectRepeated(response: TargetResponse, expected: ObservedWebhook): void {
  const { webhook_id } = webhookOf(response, "a create with a known client_id returns the webhook that has it");
  const isSame = webhook_id === expected.webhook_id;
  expectThat(response, isSame, "the repeated create returned a different webhook", expected.webhook_id, webhook_id);
  expectWebhook(response, expected);
}

const repeated: ProviderCheck = providerCheck({
  id: "client_id_repeated",
  holds: "a valid create with a known client_id returns the existing webhook, as it is now",
  operations: ["createWebhook"],
  async run({ client, verifyEach }) {
    const client_id = uniqueClientId();
    const first = webhookOf(await client.create({ client_id, inbox_ids: ["a"] }));
    const repeats = [
      {},
      { url: client.webhookUrl("other"), event_types: ["message.sent" as const], pod_ids: ["p"] },
      { inbox_ids: ["a"] },
    ];
    await verifyEach(repeats, async (body) => expectRepeated(await client.create({ ...body, client_id }), first));
    const changed = webhookOf(await client.update(first.webhook_id, { add_inbox_ids: ["b"] }));
    expectRepeated(await client.create({ client_id }), changed);
    expectWebhook(await client.get(first.webhook_id), changed);
    const invalid = { ...client.createBody({ client_id }), event_types: ["message.received", "message.received"] };
    expectStatus(await client.call("createWebhook", { body: invalid }), 400, "an event type is listed twice");
  },
});

const exact: ProviderCheck = providerCheck({
  id: "client_id_exact",
  holds: "client_ids are compared exactly, and every create without one creates a webhook",
  operations: ["createWebhook"],
  async run({ client }) {
    const client_id = uniqueClientId();
    const bodies = [{ client_id }, { client_id: client_id.toUpperCase() }, { client_id: `${client_id}.` }, {}, {}];
    const ids = new Set<string>();
    for (const body of bodies) {
      const response = await client.create(body);
      const { webhook_id } = webhookOf(response);
      expectThat(response, !ids.has(webhook_id), "the webhook of another request was returned", "a new webhook");
      ids.add(webhook_id);
    }
  },
});

const racing: ProviderCheck = providerCheck({
  id: "client_id_racing",
  holds: "concurrent creates with one client_id create one webhook, and each returns it",
  operations: ["createWebhook"],
  async run({ client }) {
    const client_id = uniqueClientId();
    const responses = await repeatConcurrently(8, () => client.create({ client_id }));
    const [first] = responses;
    if (first === undefined) return;
    for (const response of responses) expectRepeated(response, webhookOf(first));
    for await (const { response, page } of listPages(client, { limit: maxPageSize })) {
      const listed = page.webhooks.filter((webhook) => webhook.client_id === client_id);
      if (listed.length === 0 && page.next_page_token !== undefined) continue;
      expectEqual(response, listed.length, 1, "number of webhooks with that client_id");
      return;
    }
  },
});

const perOrganization: ProviderCheck = providerCheck({
  id: "client_id_per_organization",
  holds: "two organizations may use the same client_id for two webhooks",
  operations: ["createWebhook"],
  needs: ["otherToken"],
  async run({ client, otherClient }) {
    const client_id = uniqueClientId();
    const first = webhookOf(await client.create({ client_id }));
    const response = await otherClient.create({ client_id, url: otherClient.webhookUrl("other") });
    const second = webhookOf(response);
    for (const [field, name] of [
      ["webhook_id", "webhook"],
      ["secret", "secret"],
    ] as const) {
      expectThat(
        response,
        first[field] !== second[field],
        `another organization's ${name} was returned`,
        "a webhook of its own organization",
      );
    }
    expectEqual(response, second.url, otherClient.webhookUrl("other"), "url");
    expectRepeated(await client.create({ client_id }), first);
  },
});

export const clientIdChecks: readonly ProviderCheck[] = [repeated, exact, racing, perOrganization];
