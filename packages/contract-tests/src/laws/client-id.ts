import assert from "node:assert/strict";
import { ValidationError } from "@agent-webhooks/client";
import type { Webhook } from "@agent-webhooks/types";
import { type Law, Made, request, unique } from "./law.ts";

const repeated: Law = {
  id: "client_id_repeated",
  holds:
    "a create with a known client_id answers the webhook that is there, unchanged, unless the request is not valid",
  async run({ client }) {
    await using made = new Made(client);
    const client_id = unique("law");
    const first = await made.create({ client_id, inbox_ids: ["a"] });
    const again = await made.create({ client_id, url: "https://example.com/other", event_types: ["message.sent"] });
    assert.deepEqual(again, first);
    assert.deepEqual(await client.get(first.webhook_id), first);
    const invalid = { ...request, client_id, event_types: ["message.received", "message.received"] as const };
    await assert.rejects(client.create({ ...invalid, event_types: [...invalid.event_types] }), ValidationError);
  },
};

const racing: Law = {
  id: "client_id_racing",
  holds: "creates that race with one client_id make one webhook, and each of them answers it",
  async run({ client }) {
    await using made = new Made(client);
    const client_id = unique("law");
    const webhooks = await Promise.all(Array.from({ length: 8 }, () => made.create({ client_id })));
    for (const webhook of webhooks) assert.deepEqual(webhook, webhooks[0]);
    const listed = (await client.list().toArray()).filter((webhook) => webhook.client_id === client_id);
    assert.equal(listed.length, 1);
  },
};

const perOrganization: Law = {
  id: "client_id_per_organization",
  holds: "two organizations may use the same client_id for two webhooks",
  async run({ client, other }) {
    await using made = new Made(client);
    await using theirs = new Made(other);
    const client_id = unique("law");
    const both: Webhook[] = [await made.create({ client_id }), await theirs.create({ client_id })];
    assert.notEqual(both[0]?.webhook_id, both[1]?.webhook_id);
    assert.notEqual(both[0]?.secret, both[1]?.secret);
  },
};

export const clientIdLaws: readonly Law[] = [repeated, racing, perOrganization];
