import assert from "node:assert/strict";
import { NotFoundError, ValidationError } from "@agent-webhooks/client";
import type { UpdateWebhookRequest } from "@agent-webhooks/types";
import { ids, type Law, Made, unique } from "./law.ts";

const readYourWrites: Law = {
  id: "read_your_writes",
  holds: "what create answers is what get and list answer",
  async run({ client }) {
    await using made = new Made(client);
    const created = await made.create({ inbox_ids: ["inbox_1", "inbox_2"], client_id: unique("law") });
    assert.equal(created.enabled, true);
    assert.equal(Date.parse(created.updated_at), Date.parse(created.created_at));
    assert.deepEqual(await client.get(created.webhook_id), created);
    const listed = (await client.list().toArray()).filter(({ webhook_id }) => webhook_id === created.webhook_id);
    assert.deepEqual(listed, [created]);
  },
};

const echo: Law = {
  id: "echo",
  holds: "a webhook is as it was asked for: the URL byte for byte, lists in their order, an id named twice once",
  async run({ client }) {
    await using made = new Made(client);
    const asked = {
      url: "https://EXAMPLE.com:443/a/../b?q=%7e#f",
      event_types: ["message.sent", "message.received"] as const,
      pod_ids: ["pod_2", "pod_1", "pod_2"],
      client_id: unique("law"),
    };
    const webhook = await made.create({ ...asked, event_types: [...asked.event_types] });
    assert.equal(webhook.url, asked.url);
    assert.deepEqual(webhook.event_types, asked.event_types);
    assert.deepEqual(ids(webhook, "pod_ids"), ["pod_2", "pod_1"]);
    assert.deepEqual(ids(webhook, "inbox_ids"), []);
    assert.equal(webhook.client_id, asked.client_id);
  },
};

const secrets: Law = {
  id: "secrets_differ",
  holds: "every webhook has a secret and an id of its own",
  async run({ client }) {
    await using made = new Made(client);
    const [one, two] = [await made.create(), await made.create()];
    assert.notEqual(one.secret, two.secret);
    assert.notEqual(one.webhook_id, two.webhook_id);
  },
};

const update: Law = {
  id: "update",
  holds: "an update removes, then appends, is there when it is read, and leaves everything else alone",
  async run({ client }) {
    await using made = new Made(client);
    const before = await made.create({ inbox_ids: ["a", "b", "c"], pod_ids: ["p"] });
    const after = await client.update(before.webhook_id, {
      remove_inbox_ids: ["b", "never-there"],
      add_inbox_ids: ["d", "a"],
    });
    assert.deepEqual(ids(after, "inbox_ids"), ["a", "c", "d"]);
    assert.ok(Date.parse(after.updated_at) >= Date.parse(before.updated_at), "updated_at went back");
    assert.deepEqual({ ...after, updated_at: 0, inbox_ids: 0 }, { ...before, updated_at: 0, inbox_ids: 0 });
    assert.deepEqual(await client.get(before.webhook_id), after);
  },
};

const updateNothing: Law = {
  id: "update_nothing",
  holds: "an update that changes nothing leaves the webhook as it is, updated_at too",
  async run({ client }) {
    await using made = new Made(client);
    const before = await made.create({ inbox_ids: ["a"] });
    const nothing: UpdateWebhookRequest[] = [{}, { add_inbox_ids: ["a"] }, { remove_pod_ids: ["p"] }];
    for (const body of nothing) assert.deepEqual(await client.update(before.webhook_id, body), before);
  },
};

const updateRefused: Law = {
  id: "update_refused",
  holds: "an update that contradicts itself, goes over 10 or widens to everything is refused and changes nothing",
  async run({ client }) {
    await using made = new Made(client);
    const inbox_ids = Array.from({ length: 9 }, (_, index) => `inbox_${index}`);
    const before = await made.create({ inbox_ids });
    const refused: UpdateWebhookRequest[] = [
      { add_inbox_ids: ["x"], remove_inbox_ids: ["x"] },
      { add_pod_ids: ["p"], remove_pod_ids: ["p"] },
      { add_inbox_ids: ["x", "y"] },
      { remove_inbox_ids: inbox_ids },
    ];
    for (const body of refused) {
      await assert.rejects(client.update(before.webhook_id, body), ValidationError, JSON.stringify(body));
    }
    assert.deepEqual(await client.get(before.webhook_id), before);
    // Removes come first, so this one ends at 10; and a pod may take the place of every inbox.
    await client.update(before.webhook_id, { remove_inbox_ids: ["inbox_0"], add_inbox_ids: ["x", "y"] });
    const moved = await client.update(before.webhook_id, {
      remove_inbox_ids: [...inbox_ids.slice(1), "x", "y"].slice(0, 10),
      add_pod_ids: ["p"],
    });
    assert.deepEqual([ids(moved, "inbox_ids"), ids(moved, "pod_ids")], [[], ["p"]]);
  },
};

const deleteIsFinal: Law = {
  id: "delete_is_final",
  holds: "a deleted webhook is not found by any operation and not listed, and its id does not come back",
  async run({ client }) {
    await using made = new Made(client);
    const client_id = unique("law");
    const { webhook_id } = await made.create({ client_id });
    await client.delete(webhook_id);
    await assert.rejects(client.get(webhook_id), NotFoundError);
    await assert.rejects(client.update(webhook_id, {}), NotFoundError);
    await assert.rejects(client.delete(webhook_id), NotFoundError);
    const listed = await client.list().toArray();
    assert.ok(!listed.some((webhook) => webhook.webhook_id === webhook_id), "it is still listed");
    const next = await made.create({ client_id });
    assert.notEqual(next.webhook_id, webhook_id);
  },
};

export const registryLaws: readonly Law[] = [
  readYourWrites,
  echo,
  secrets,
  update,
  updateNothing,
  updateRefused,
  deleteIsFinal,
];
