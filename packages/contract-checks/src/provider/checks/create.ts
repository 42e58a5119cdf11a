import { schemaPointer } from "../../spec/pointer.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { times } from "../concurrently.ts";
import { expectEqual, expectSame, expectStatus, expectThat, moment, webhookOf } from "../expect.ts";
import { everyId, findListed, unique } from "../pages.ts";

const readYourWrites: ProviderCheck = providerCheck({
  id: "read_your_writes",
  holds: "what create answers is what get and list answer",
  operations: ["createWebhook", "getWebhook", "listWebhooks"],
  async run({ mine, attempt }) {
    const answer = await mine.create({ inbox_ids: ["inbox_1", "inbox_2"], pod_ids: ["pod_1"], client_id: unique() });
    const created = webhookOf(answer);
    await attempt(async () => {
      const got = await mine.get(created.webhook_id);
      expectSame(got, webhookOf(got), created);
    });
    for (const ascending of [false, true]) {
      const { answer, webhook } = await findListed(mine, created.webhook_id, ascending);
      await attempt(async () => {
        expectThat(answer, webhook !== undefined, "a webhook that was created is not listed", created.webhook_id);
        if (webhook !== undefined) expectSame(answer, webhook, created);
      });
    }
  },
});

const echo: ProviderCheck = providerCheck({
  id: "echo",
  holds: "a webhook is as it was asked for: the URL byte for byte, lists in their order, an id named twice once",
  operations: ["createWebhook"],
  async run({ mine }) {
    const asked = {
      url: `${mine.url("a/../b/./c")}?q=%7e&x=%2F&Q=1#f`,
      event_types: ["message.sent", "message.received", "domain.verified"] as const,
      inbox_ids: ["é@例え.jp", "z", "A", "a", "z"],
      pod_ids: ["pod_2", "pod_1", "pod_2", " pod_1"],
      client_id: unique(),
    };
    const answer = await mine.create({ ...asked, event_types: [...asked.event_types] });
    const webhook = webhookOf(answer);
    const lists = { inbox_ids: ["é@例え.jp", "z", "A", "a"], pod_ids: ["pod_2", "pod_1", " pod_1"] };
    const others = ["webhook_id", "secret", "enabled", "created_at", "updated_at"] as const;
    expectSame(answer, webhook, { ...webhook, ...asked, ...lists }, [...others]);
    const bare = await mine.create();
    expectSame(bare, webhookOf(bare), { ...mine.body(), webhook_id: "" }, [...others]);
  },
});

const newWebhook: ProviderCheck = providerCheck({
  id: "new_webhook",
  holds: "a new webhook is enabled, updated when it was created, and its secret is a key of its own",
  operations: ["createWebhook"],
  async run({ mine, attempt }) {
    const answers = await times(4, () => mine.create());
    const webhooks = answers.map((answer) => webhookOf(answer));
    for (const [index, answer] of answers.entries()) {
      const { enabled, created_at, updated_at, secret = "" } = webhooks[index] ?? { webhook_id: "" };
      await attempt(async () => {
        expectEqual(answer, enabled, true, "enabled", schemaPointer("Webhook", ["properties", "enabled"]));
        expectEqual(answer, moment(updated_at), moment(created_at), "updated_at, as created_at");
        const bytes = Buffer.from(secret.replace(/^whsec_/, ""), "base64").length;
        expectThat(answer, bytes >= 16, "the secret is too short a key", "whsec_ and the base64 of at least 16 bytes");
      });
    }
    const [answer] = answers;
    if (answer === undefined) return;
    const different = (field: "secret" | "webhook_id") => new Set(webhooks.map((webhook) => webhook[field])).size;
    expectEqual(answer, different("webhook_id"), webhooks.length, "the number of different ids of so many webhooks");
    expectEqual(answer, different("secret"), webhooks.length, "the number of different secrets of so many webhooks");
  },
});

const deleteIsFinal: ProviderCheck = providerCheck({
  id: "delete_is_final",
  holds: "a deleted webhook is not listed, its client_id is free, its id does not come back, and others stay",
  operations: ["deleteWebhook"],
  async run({ mine, attempt }) {
    const client_id = unique();
    const [gone, stays] = [webhookOf(await mine.create({ client_id })), webhookOf(await mine.create())];
    expectStatus(await mine.delete(gone.webhook_id), 200, "it is there");
    const second = await mine.delete(gone.webhook_id);
    await attempt(async () => void expectStatus(second, 404, "it was deleted before"));
    for (const ascending of [false, true]) {
      const { answer, webhook } = await findListed(mine, gone.webhook_id, ascending);
      await attempt(async () => expectThat(answer, webhook === undefined, "a deleted webhook is listed", "it is gone"));
    }
    const again = await mine.create({ client_id });
    await attempt(async () => {
      const next = webhookOf(again, "its client_id is free again");
      expectThat(again, next.webhook_id !== gone.webhook_id, "the id of a deleted webhook came back", "another id");
      expectThat(again, next.secret !== gone.secret, "the secret of a deleted webhook came back", "another secret");
    });
    await attempt(async () => void expectStatus(await mine.get(gone.webhook_id), 404, "it was deleted before"));
    const other = await mine.get(stays.webhook_id);
    expectSame(other, webhookOf(other, "another one was deleted"), stays);
  },
});

const racingDeletes: ProviderCheck = providerCheck({
  id: "delete_racing",
  holds: "of deletes that race, one answers 200 and the others 404",
  operations: ["deleteWebhook"],
  async run({ mine }) {
    const { webhook_id: id } = webhookOf(await mine.create());
    const answers = await times(5, () => mine.delete(id));
    for (const answer of answers) expectStatus(answer, [200, 404], "it is deleted once");
    const [first] = answers;
    const done = answers.filter(({ status }) => status === 200).length;
    if (first !== undefined) expectEqual(first, done, 1, "the number of deletes that answered 200");
  },
});

const readingChangesNothing: ProviderCheck = providerCheck({
  id: "reading_changes_nothing",
  holds: "reading changes nothing: a webhook is the same after it was read in every way",
  operations: ["getWebhook", "listWebhooks"],
  async run({ mine }) {
    const created = webhookOf(await mine.create({ pod_ids: ["pod_1"] }));
    await mine.get(created.webhook_id);
    for (const ascending of [false, true]) await everyId(mine, { ascending, limit: 100 }, [created.webhook_id]);
    const again = await mine.get(created.webhook_id);
    expectSame(again, webhookOf(again), created);
  },
});

export const registryLaws: readonly ProviderCheck[] = [
  readYourWrites,
  echo,
  newWebhook,
  deleteIsFinal,
  racingDeletes,
  readingChangesNothing,
];
