import { schemaPointer } from "../../spec/pointer.ts";
import { maxPageSize } from "../../spec/schema.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { uniqueClientId } from "../client.ts";
import { repeatConcurrently } from "../concurrently.ts";
import { afterCreate, completeBody } from "../data/webhook-model.ts";
import {
  expectEqual,
  expectSame,
  expectSecret,
  expectStatus,
  expectThat,
  expectWebhook,
  toIsoTime,
  webhookFields,
  webhookOf,
} from "../expect.ts";
import { findInList, listIds } from "../pages.ts";

const available: ProviderCheck = providerCheck({
  id: "ensure_resource_availability",
  holds: "a created webhook can be read, changed and deleted at once",
  operations: ["createWebhook", "getWebhook", "updateWebhook", "deleteWebhook"],
  async run({ client }) {
    const { webhook_id: id } = webhookOf(await client.create());
    for (const use of [() => client.get(id), () => client.update(id, {}), () => client.delete(id)]) {
      expectStatus(await use(), 200, "the webhook was created before");
    }
  },
});

const readYourWrites: ProviderCheck = providerCheck({
  id: "read_your_writes",
  holds: "get and list return what create returned",
  operations: ["createWebhook", "getWebhook", "listWebhooks"],
  async run({ client, verify, verifyEach }) {
    const lists = { inbox_ids: ["inbox_1", "inbox_2"], pod_ids: ["pod_1"] };
    const fields = { ...completeBody(client.webhookUrl()), ...lists, client_id: uniqueClientId() };
    const created = webhookOf(await client.create(fields));
    await verify(async () => expectWebhook(await client.get(created.webhook_id), created));
    await verifyEach([false, true], async (ascending) => {
      const { response, webhook } = await findInList(client, created.webhook_id, ascending);
      expectThat(response, webhook !== undefined, "a created webhook is not listed", created.webhook_id);
      if (webhook !== undefined) expectSame(response, webhook, created);
    });
  },
});

const echo: ProviderCheck = providerCheck({
  id: "echo",
  holds: "create returns what was sent: the URL byte for byte, lists of ids in their order without duplicates",
  operations: ["createWebhook"],
  async run({ client }) {
    const sent = {
      ...completeBody(client.webhookUrl()),
      url: `${client.webhookUrl("a/../b/./c")}?q=%7e&x=%2F&Q=1#f`,
      event_types: ["message.sent" as const, "message.received" as const, "domain.verified" as const],
      // Composed and decomposed, which look the same and are two ids.
      inbox_ids: ["é@例え.jp", "e\u0301@例え.jp", "z", "A", "a", "z", "ﬁ"],
      pod_ids: ["pod_2", "pod_1", "pod_2", " pod_1"],
      client_id: uniqueClientId(),
    };
    const response = await client.create(sent);
    const webhook = webhookOf(response);
    const generated = webhookFields.filter((field) => !(field in sent));
    expectSame(response, webhook, { ...webhook, ...afterCreate(sent) }, generated);
    for (const url of unusualUrls(client.webhookUrl())) {
      const response = await client.create({ url });
      expectSame(
        response,
        webhookOf(response),
        { webhook_id: "", url },
        webhookFields.filter((name) => name !== "url"),
      );
    }
    const minimal = await client.create();
    expectSame(minimal, webhookOf(minimal), { ...afterCreate(client.createBody()), webhook_id: "" }, generated);
  },
});

/** URLs that parsers write in another way: the scheme or host in upper case, no path, the default port. */
function unusualUrls(url: string): string[] {
  const [, scheme = "", host = "", path = ""] = /^(\w+:)\/\/([^/]+)(.*)$/.exec(url) ?? [];
  const port = host.includes(":") ? "" : scheme === "https:" ? ":443" : ":80";
  return [
    `${scheme.toUpperCase()}//${host}${path}`,
    `${scheme}//${host.toUpperCase()}${path}`,
    `${scheme}//${host}?${path}`,
    `${scheme}//${host}${port}${path}`,
    `${url}?`,
    `${url}#`,
  ];
}

const newWebhook: ProviderCheck = providerCheck({
  id: "new_webhook",
  holds: "a new webhook is enabled, its updated_at is its created_at, and its secret is a key that no other has",
  operations: ["createWebhook"],
  async run({ client, verify }) {
    const responses = await repeatConcurrently(4, () => client.create());
    const webhooks = responses.map((response) => webhookOf(response));
    for (const [index, response] of responses.entries()) {
      const { enabled, created_at, updated_at, secret = "" } = webhooks[index] ?? { webhook_id: "" };
      await verify(async () => {
        expectEqual(response, enabled, true, "enabled", schemaPointer("Webhook", ["properties", "enabled"]));
        expectEqual(response, toIsoTime(updated_at), toIsoTime(created_at), "updated_at of a new webhook");
        expectSecret(response, secret);
      });
    }
    const [response] = responses;
    if (response === undefined) return;
    for (const field of ["webhook_id", "secret"] as const) {
      const different = new Set(webhooks.map((webhook) => webhook[field])).size;
      expectEqual(response, different, webhooks.length, `number of different ${field}s of ${webhooks.length} webhooks`);
    }
  },
});

const readingChangesNothing: ProviderCheck = providerCheck({
  id: "reading_changes_nothing",
  holds: "get and list do not change a webhook",
  operations: ["getWebhook", "listWebhooks"],
  async run({ client }) {
    const created = webhookOf(await client.create({ pod_ids: ["pod_1"] }));
    await client.get(created.webhook_id);
    for (const ascending of [false, true]) {
      await listIds(client, { ascending, limit: maxPageSize }, new Set([created.webhook_id]));
    }
    expectWebhook(await client.get(created.webhook_id), created);
  },
});

export const createChecks: readonly ProviderCheck[] = [
  available,
  readYourWrites,
  echo,
  newWebhook,
  readingChangesNothing,
];
