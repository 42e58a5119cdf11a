import { operations } from "@agent-webhooks/types";
import { parameterPointer } from "../../spec/pointer.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { expectSame, expectStatus, expectThat, pageOf, webhookOf } from "../expect.ts";
import { findListed } from "../pages.ts";

const tenancy: ProviderCheck = providerCheck({
  id: "tenancy",
  holds: "a webhook cannot be read, listed, changed or deleted by another organization: for it, there is none",
  needs: ["other"],
  async run({ mine, other, attempt }) {
    const webhook = webhookOf(await mine.create({ inbox_ids: ["a"] }));
    const { webhook_id: id } = webhook;
    const because = "it belongs to another organization";
    await attempt(async () => void expectStatus(await other.get(id), 404, because));
    await attempt(async () => void expectStatus(await other.update(id, { add_inbox_ids: ["b"] }), 404, because));
    await attempt(async () => void expectStatus(await other.update(id, {}), 404, because));
    await attempt(async () => void expectStatus(await other.update(id, { unknown_field: 1 }), 404, because));
    await attempt(async () => void expectStatus(await other.delete(id), 404, because));
    for (const ascending of [false, true]) {
      const { answer, webhook } = await findListed(other, id, ascending);
      await attempt(async () =>
        expectThat(answer, webhook === undefined, "a webhook of another organization is listed", "only its own"),
      );
    }
    const read = await mine.get(id);
    expectSame(read, webhookOf(read, "only another organization tried to delete it"), webhook);
  },
});

const pageToken: ProviderCheck = providerCheck({
  id: "tenancy_page_token",
  holds: "a page token of another organization is refused or a mere position: it never shows its webhooks",
  operations: ["listWebhooks"],
  needs: ["other"],
  async run({ mine, other, attempt }) {
    await other.create();
    for (let count = 0; count < 3; count++) webhookOf(await mine.create());
    for (const ascending of [false, true]) {
      const { next_page_token } = pageOf(await mine.list({ limit: 1, ascending }));
      if (next_page_token === undefined) continue;
      await attempt(async () => {
        const answer = await other.list({ limit: 100, ascending, page_token: next_page_token });
        expectStatus(answer, [200, 400], "the page token is another organization's");
        if (answer.status === 400) return;
        const isShown = pageOf(answer).webhooks.some(({ webhook_id }) => mine.made.has(webhook_id));
        const pointer = parameterPointer(operations.listWebhooks, "page_token");
        expectThat(answer, !isShown, "a page token shows another organization's webhooks", `only its own (${pointer})`);
      });
    }
  },
});

export const tenancyLaws: readonly ProviderCheck[] = [tenancy, pageToken];
