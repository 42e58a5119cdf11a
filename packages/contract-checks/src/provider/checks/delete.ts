import { operations } from "@agent-webhooks/types";
import { maxPageSize } from "../../spec/schema.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { type ProviderClient, uniqueClientId } from "../client.ts";
import { repeatConcurrently } from "../concurrently.ts";
import { expectEqual, expectStatus, expectThat, expectWebhook, webhookOf } from "../expect.ts";
import { findInList, listPages } from "../pages.ts";

/** Every call that takes an id. @param isOddId whether routers may reject it */
const uses = (client: ProviderClient, id: string, isOddId = false) => [
  () => client.call("getWebhook", { id, isOddId }),
  () => client.call("updateWebhook", { id, isOddId, body: {} }),
  () => client.call("deleteWebhook", { id, isOddId }),
];

const useAfterFree: ProviderCheck = providerCheck({
  id: "use_after_free",
  holds: "a deleted webhook cannot be read, changed or deleted",
  operations: ["getWebhook", "updateWebhook", "deleteWebhook"],
  async run({ client, verifyEach }) {
    const { webhook_id: id } = webhookOf(await client.create());
    // Read before, so that a cache would have it.
    expectStatus(await client.get(id), 200, "the webhook exists");
    expectStatus(await client.delete(id), 200, "the webhook exists");
    await verifyEach(uses(client, id), async (use) => expectStatus(await use(), 404, "the webhook was deleted before"));
  },
});

const unknownId: ProviderCheck = providerCheck({
  id: "unknown_id",
  holds: "an id that no webhook has returns 404, whatever its form",
  operations: ["getWebhook", "updateWebhook", "deleteWebhook"],
  async run({ client, verifyEach }) {
    const { webhook_id: known } = webhookOf(await client.create());
    for (const id of ["wh_unknown", "unknown", "1", "wh_", `wh_${crypto.randomUUID()}`, `${known}x`]) {
      await verifyEach(uses(client, id), async (use) => expectStatus(await use(), 404, `no webhook has the id ${id}`));
    }
    const similar = [
      known.toUpperCase(),
      ` ${known}`,
      `${known} `,
      `${known}\0x`,
      `${known}/x`,
      `x/${known}`,
      `x/../${known}`,
      `${known}?x`,
      `${known}#x`,
      `${known};x`,
      // Decoded once this is not the known id, decoded twice it is.
      known.replace("wh_", "%77h_"),
      "../webhooks",
      "%",
    ];
    for (const id of similar) {
      await verifyEach(uses(client, id, true), async (use) =>
        expectStatus(await use(), [404, 400], `no webhook has the id ${JSON.stringify(id)}`),
      );
    }
    // Not encoded, or encoded though it need not be.
    await verifyEach(["%2e%2e", "..%2f", "%2e", "%25"], async (segment) => {
      const path = `${operations.listWebhooks.path}/${segment}`;
      const response = await client.call("getWebhook", { method: "GET", path });
      expectStatus(response, [404, 400], `no webhook has the id ${segment}`);
    });
    expectStatus(await client.get(known), 200, "another id was deleted, not this one");
  },
});

const deleteIsFinal: ProviderCheck = providerCheck({
  id: "delete_is_final",
  holds: "a deleted webhook is not listed, its client_id is free, its id does not return, and other webhooks stay",
  operations: ["deleteWebhook"],
  async run({ client, verify, verifyEach }) {
    const client_id = uniqueClientId();
    const [deleted, kept] = [webhookOf(await client.create({ client_id })), webhookOf(await client.create())];
    const { webhook_id: id } = deleted;
    expectStatus(await client.delete(id), 200, "the webhook exists");
    await verify(async () => expectStatus(await client.delete(id), 404, "the webhook was deleted before"));
    await verifyEach([false, true], async (ascending) => {
      const { response, webhook } = await findInList(client, id, ascending);
      expectThat(response, webhook === undefined, "a deleted webhook is listed", "a list without it");
    });
    await verify(async () => {
      const response = await client.create({ client_id });
      const next = webhookOf(response, "its client_id is free again");
      expectThat(response, next.webhook_id !== id, "the id of a deleted webhook is used again", "another id");
      const isNew = next.secret !== deleted.secret;
      expectThat(response, isNew, "the secret of a deleted webhook is used again", "another secret");
    });
    await verify(async () => expectStatus(await client.get(id), 404, "the webhook was deleted before"));
    await verify(() => expectNewIds(client));
    expectWebhook(await client.get(kept.webhook_id), kept, "another webhook was deleted");
  },
});

/** How often the newest webhook is deleted: other checks may have created one in between. */
const rounds = 12;

/** @throws CheckFailedError when the id of the newest webhook is used again after its deletion */
async function expectNewIds(client: ProviderClient): Promise<void> {
  const used = new Set<string>();
  for (let round = 0; round < rounds; round++) {
    const response = await client.create();
    const { webhook_id: id } = webhookOf(response);
    expectThat(response, !used.has(id), "the id of a deleted webhook is used again", "another id");
    used.add(id);
    expectStatus(await client.delete(id), 200, "the webhook exists");
  }
}

const racing: ProviderCheck = providerCheck({
  id: "delete_racing",
  holds: "of concurrent deletes, one returns 200 and the others 404; a concurrent update does not bring a webhook back",
  operations: ["deleteWebhook", "updateWebhook"],
  async run({ client, verify }) {
    await verify(async () => {
      const { webhook_id: id } = webhookOf(await client.create());
      const responses = await repeatConcurrently(5, () => client.delete(id));
      for (const response of responses) expectStatus(response, [200, 404], "a webhook is deleted once");
      const [first] = responses;
      const deleted = responses.filter(({ status }) => status === 200).length;
      if (first !== undefined) expectEqual(first, deleted, 1, "number of deletes that returned 200");
    });
    await verify(() => expectDeletedBesideUpdates(client));
  },
});

/** How many updates race with a delete. */
const racingUpdates = 4;

/** @throws CheckFailedError when a webhook is left that was deleted while it was updated */
async function expectDeletedBesideUpdates(client: ProviderClient): Promise<void> {
  const deleted = new Set<string>();
  // The delete is sent before the updates in the first round, and after them in the last.
  for (let position = 0; position <= racingUpdates; position++) {
    const { webhook_id: id } = webhookOf(await client.create());
    const responses = await repeatConcurrently(racingUpdates + 1, (index) =>
      index === position ? client.delete(id) : client.update(id, { add_inbox_ids: [`new-${index}`] }),
    );
    for (const [index, response] of responses.entries()) {
      expectStatus(response, index === position ? 200 : [200, 404], "the webhook exists until it is deleted");
    }
    expectStatus(await client.get(id), 404, "the webhook was deleted while it was updated");
    deleted.add(id);
  }
  for await (const { response, page } of listPages(client, { limit: maxPageSize })) {
    const isListed = page.webhooks.some(({ webhook_id }) => deleted.has(webhook_id));
    expectThat(response, !isListed, "a deleted webhook is listed", "a list without it");
  }
}

export const deleteChecks: readonly ProviderCheck[] = [useAfterFree, unknownId, deleteIsFinal, racing];
