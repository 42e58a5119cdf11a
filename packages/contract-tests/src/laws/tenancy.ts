import assert from "node:assert/strict";
import { NotFoundError, ValidationError } from "@agent-webhooks/client";
import { type Law, Made } from "./law.ts";

const closed: Law = {
  id: "tenancy",
  holds: "a webhook cannot be read, listed, changed or deleted by another organization",
  async run({ client, other }) {
    await using made = new Made(client);
    const webhook = await made.create({ inbox_ids: ["a"] });
    const id = webhook.webhook_id;
    await assert.rejects(other.get(id), NotFoundError);
    await assert.rejects(other.update(id, { add_inbox_ids: ["b"] }), NotFoundError);
    await assert.rejects(other.delete(id), NotFoundError);
    const listed = await other.list().toArray();
    assert.ok(!listed.some(({ webhook_id }) => webhook_id === id), "another organization lists it");
    assert.deepEqual(await client.get(id), webhook);
  },
};

const pageToken: Law = {
  id: "tenancy_page_token",
  holds: "a page token of another organization is refused or a mere position: it never shows its webhooks",
  async run({ client, other }) {
    await using made = new Made(client);
    await using theirs = new Made(other);
    const mine = await made.createMany(3);
    await theirs.createMany(1);
    const { next_page_token } = await client.list({ limit: 1 });
    assert.ok(next_page_token);
    const page = await Promise.resolve(other.list({ page_token: next_page_token })).catch((error) => {
      assert.ok(error instanceof ValidationError, String(error));
      return { webhooks: [] };
    });
    assert.ok(!page.webhooks.some(({ webhook_id }) => mine.includes(webhook_id)), "it shows another's webhooks");
  },
};

export const tenancyLaws: readonly Law[] = [closed, pageToken];
