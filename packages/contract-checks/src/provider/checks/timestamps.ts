import { schemaPointer } from "../../spec/pointer.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { expectEqual, expectSame, expectStatus, expectThat, moment, time, webhookOf } from "../expect.ts";
import { clockMoves, unique } from "../pages.ts";

const updatedAt = schemaPointer("Webhook", ["properties", "updated_at"]);

const moves: ProviderCheck = providerCheck({
  id: "updated_at_moves",
  holds: "a change makes updated_at later, as soon as the provider's clock has moved, and leaves created_at",
  operations: ["updateWebhook"],
  async run({ mine }) {
    const before = webhookOf(await mine.create({ inbox_ids: ["a"] }));
    await clockMoves(mine, before.created_at);
    const answer = await mine.update(before.webhook_id, { add_inbox_ids: ["b"] });
    const after = webhookOf(answer);
    const isLater = time(after.updated_at) > time(before.updated_at);
    expectThat(answer, isLater, "a change did not move updated_at", `after ${before.updated_at}`, after.updated_at);
    expectEqual(answer, moment(after.created_at), moment(before.created_at), "created_at");
  },
});

const stays: ProviderCheck = providerCheck({
  id: "updated_at_stays",
  holds: "nothing moves updated_at but a change: no update that changes nothing or is refused, no repeated create",
  operations: ["updateWebhook", "createWebhook", "getWebhook"],
  async run({ mine, attempt }) {
    const client_id = unique();
    const before = webhookOf(await mine.create({ client_id, inbox_ids: ["a", "b"], pod_ids: ["p"] }));
    const { webhook_id: id } = before;
    await clockMoves(mine, before.updated_at);
    const nothing = [
      {},
      { add_inbox_ids: ["a"] },
      { add_inbox_ids: ["b", "a"] },
      { add_pod_ids: [] },
      { remove_inbox_ids: ["never-there"], remove_pod_ids: ["a"] },
    ];
    for (const change of nothing) {
      await attempt(async () => {
        const answer = await mine.update(id, change);
        expectSame(answer, webhookOf(answer, "an update may change nothing"), before);
      });
    }
    expectStatus(
      await mine.update(id, { add_inbox_ids: ["x"], remove_inbox_ids: ["x"] }),
      400,
      "it contradicts itself",
    );
    await mine.create({ client_id });
    const read = await mine.get(id);
    expectEqual(read, moment(webhookOf(read).updated_at), moment(before.updated_at), "updated_at", updatedAt);
    expectSame(read, webhookOf(read), before);
  },
});

export const timeLaws: readonly ProviderCheck[] = [moves, stays];
