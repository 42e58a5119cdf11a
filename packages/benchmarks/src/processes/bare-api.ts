/** The limit of the API: bare fastify with the statements of the service. */
import { createHash, randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { operations } from "@agent-webhooks/types";
import { ListWebhooksResponseSchema, WebhookSchema } from "@agent-webhooks/types/schemas";
import Fastify from "fastify";
import { type DatabasePlace, openDatabase } from "../support/database.ts";
import { argument, serve } from "./process.ts";

const database = await openDatabase(argument<DatabasePlace>());
const app = Fastify();

const asAnswer = (row: Record<string, unknown>) => ({
  ...row,
  client_id: row.client_id ?? undefined,
  secret: "whsec_",
});

/** Looks up the token with a statement per request, as the service does. */
async function organizationOf(authorization = ""): Promise<unknown> {
  const hash = createHash("sha256").update(authorization.slice("Bearer ".length)).digest();
  const [row] = await database.query(
    'select "organization_id", "scopes", "expires_at" from "tokens" where "token_hash" = $1',
    [hash],
  );
  return row?.organization_id;
}

app.get<{ Params: { webhook_id: string } }>(
  operations.getWebhook.path.replace("{webhook_id}", ":webhook_id"),
  { schema: { response: { 200: WebhookSchema } } },
  async ({ headers, params }) => {
    const organization = await organizationOf(headers.authorization);
    const [row = {}] = await database.query(
      'select * from "webhooks" where "organization_id" = $1 and "webhook_id" = $2',
      [organization, params.webhook_id],
    );
    return asAnswer(row);
  },
);

app.get(
  operations.listWebhooks.path,
  { schema: { response: { 200: ListWebhooksResponseSchema } } },
  async ({ headers }) => {
    const organization = await organizationOf(headers.authorization);
    const rows = await database.query(
      `select * from "webhooks" where "organization_id" = $1 and true
       order by "created_at" desc, "webhook_id" desc limit $2`,
      [organization, 21],
    );
    const webhooks = rows.slice(0, 20).map(asAnswer);
    return { count: webhooks.length, limit: 20, next_page_token: "token", webhooks };
  },
);

app.post<{ Body: { url: string; event_types: string[]; inbox_ids?: string[] } }>(
  operations.createWebhook.path,
  { schema: { response: { 200: WebhookSchema } } },
  async ({ headers, body }) => {
    const organization = await organizationOf(headers.authorization);
    const now = new Date();
    const row = {
      webhook_id: `wh_${randomUUID()}`,
      organization_id: organization,
      url: body.url,
      event_types: body.event_types,
      inbox_ids: body.inbox_ids ?? [],
      pod_ids: [],
      client_id: null,
      secret: Buffer.alloc(83),
      enabled: true,
      disabled_because: null,
      created_at: now,
      updated_at: now,
    };
    await database.query(
      `insert into "webhooks" ("webhook_id", "organization_id", "url", "event_types", "inbox_ids", "pod_ids",
         "client_id", "secret", "enabled", "disabled_because", "created_at", "updated_at")
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
       on conflict ("organization_id", "client_id") where "client_id" is not null do nothing returning "webhook_id"`,
      Object.values(row),
    );
    return asAnswer(row);
  },
);

await app.listen({ host: "127.0.0.1", port: 0 });
serve({ url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}` }, () => ({}));
