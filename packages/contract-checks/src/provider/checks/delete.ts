import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { expectStatus, webhookOf } from "../expect.ts";

const available: ProviderCheck = providerCheck({
  id: "ensure_resource_availability",
  holds: "what was created can be read, changed and deleted at once",
  operations: ["createWebhook", "getWebhook", "updateWebhook", "deleteWebhook"],
  async run({ mine }) {
    const { webhook_id: id } = webhookOf(await mine.create());
    expectStatus(await mine.get(id), 200, "it was created before");
    expectStatus(await mine.update(id, {}), 200, "it was created before");
    expectStatus(await mine.delete(id), 200, "it was created before");
  },
});

const useAfterFree: ProviderCheck = providerCheck({
  id: "use_after_free",
  holds: "what was deleted cannot be read, changed or deleted any more",
  operations: ["getWebhook", "updateWebhook", "deleteWebhook"],
  async run({ mine, attempt }) {
    const { webhook_id: id } = webhookOf(await mine.create());
    expectStatus(await mine.delete(id), 200, "it is there");
    for (const use of [() => mine.get(id), () => mine.update(id, {}), () => mine.delete(id)]) {
      await attempt(async () => void expectStatus(await use(), 404, "it was deleted before"));
    }
  },
});

const unknownId: ProviderCheck = providerCheck({
  id: "unknown_id",
  holds: "an id that no webhook has answers 404, whatever it looks like",
  operations: ["getWebhook", "updateWebhook", "deleteWebhook"],
  async run({ mine, attempt }) {
    const { webhook_id: known } = webhookOf(await mine.create());
    for (const id of ["wh_unknown", "unknown", "1", "wh_", `wh_${crypto.randomUUID()}`, `${known}x`]) {
      for (const use of [() => mine.get(id), () => mine.update(id, {}), () => mine.delete(id)]) {
        await attempt(async () => void expectStatus(await use(), 404, `no webhook has the id ${id}`));
      }
    }
    expectStatus(await mine.get(known), 200, "another id was deleted, not this one");
  },
});

export const availabilityChecks: readonly ProviderCheck[] = [available, useAfterFree, unknownId];
