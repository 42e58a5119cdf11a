import { operations } from "@agent-webhooks/types";
import { parameterPointer } from "../../spec/pointer.ts";
import { maxPageSize } from "../../spec/schema.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { expectStatus, expectThat, expectWebhook, pageOf, webhookOf } from "../expect.ts";
import { findInList } from "../pages.ts";

const isolation: ProviderCheck = providerCheck({
  id: "tenancy",
  holds: "another organization cannot read, list, change or delete a webhook: it gets 404",
  needs: ["otherToken"],
  async run({ client, otherClient, verifyEach }) {
    const webhook = webhookOf(await client.create({ inbox_ids: ["a"] }));
    const { webhook_id: id } = webhook;
    const calls = [
      () => otherClient.get(id),
      () => otherClient.update(id, { add_inbox_ids: ["b"] }),
      () => otherClient.update(id, {}),
      () => otherClient.update(id, { unknown_field: 1 }),
      () => otherClient.delete(id),
    ];
    await verifyEach(calls, async (call) =>
      expectStatus(await call(), 404, "the webhook belongs to another organization"),
    );
    await verifyEach([false, true], async (ascending) => {
      const { response, webhook } = await findInList(otherClient, id, ascending);
      expectThat(
        response,
        webhook === undefined,
        "a webhook of another organization is listed",
        "only webhooks of its own organization",
      );
    });
    expectWebhook(await client.get(id), webhook, "only another organization tried to delete it");
  },
});

const pageTokens: ProviderCheck = providerCheck({
  id: "tenancy_page_token",
  holds: "a page token of another organization is rejected or is only a position: it never returns its webhooks",
  operations: ["listWebhooks"],
  needs: ["otherToken"],
  async run({ client, otherClient, verify }) {
    await otherClient.create();
    for (let count = 0; count < 3; count++) webhookOf(await client.create());
    for (const ascending of [false, true]) {
      const { next_page_token } = pageOf(await client.list({ limit: 1, ascending }));
      if (next_page_token === undefined) continue;
      await verify(async () => {
        const response = await otherClient.list({ limit: maxPageSize, ascending, page_token: next_page_token });
        expectStatus(response, [200, 400], "the page token is of another organization");
        if (response.status === 400) return;
        const isLeaked = pageOf(response).webhooks.some(({ webhook_id }) => client.created.has(webhook_id));
        const pointer = parameterPointer(operations.listWebhooks, "page_token");
        expectThat(
          response,
          !isLeaked,
          "a page token returns another organization's webhooks",
          `only webhooks of its own organization (${pointer})`,
        );
      });
    }
  },
});

export const tenancyChecks: readonly ProviderCheck[] = [isolation, pageTokens];
