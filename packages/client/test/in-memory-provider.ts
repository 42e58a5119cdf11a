import type { CreateWebhookRequest, UpdateWebhookRequest, Webhook } from "@agent-webhooks/types";
import { WebhookSchema } from "@agent-webhooks/types/schemas";

/** Implements as much of the webhooks API in memory as these tests need, behind a `fetch`. */
export class InMemoryProvider {
  readonly webhooks: Webhook[] = [];
  readonly requests: string[] = [];

  readonly fetch = async (...input: ConstructorParameters<typeof Request>): Promise<Response> => {
    const request = new Request(...input);
    const { pathname, searchParams } = new URL(request.url);
    this.requests.push(`${request.method} ${pathname}`);
    const id = /^\/agent\/v0\/webhooks(?:\/([^/]+))?$/.exec(pathname);
    if (id === null) return notFound(404, "No such path.");
    if (id[1] === undefined) {
      return request.method === "POST"
        ? this.#create((await request.json()) as CreateWebhookRequest)
        : this.#list(searchParams);
    }
    const webhook = this.webhooks.find(({ webhook_id }) => webhook_id === decodeURIComponent(id[1] ?? ""));
    if (webhook === undefined) return notFound(404, "Webhook not found.");
    if (request.method === "PATCH") return this.#update(webhook, (await request.json()) as UpdateWebhookRequest);
    if (request.method === "GET") return Response.json(webhook);
    this.webhooks.splice(this.webhooks.indexOf(webhook), 1);
    return new Response(null, { status: 200 });
  };

  #create(body: CreateWebhookRequest): Response {
    const known = this.webhooks.find(({ client_id }) => client_id !== undefined && client_id === body.client_id);
    if (known !== undefined) return Response.json(known);
    const time = new Date(Date.UTC(2026, 0, 16) + this.requests.length * 1000).toISOString();
    const webhook: Webhook = {
      webhook_id: `wh_${this.requests.length}`,
      ...body,
      secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      enabled: true,
      created_at: time,
      updated_at: time,
    };
    this.webhooks.unshift(webhook);
    return Response.json(webhook);
  }

  #list(query: URLSearchParams): Response {
    const limit = Number(query.get("limit") ?? 20);
    const start = Number(query.get("page_token") ?? 0);
    const all = query.get("ascending") === "true" ? this.webhooks.toReversed() : this.webhooks;
    const webhooks = all.slice(start, start + limit);
    const next = start + limit < all.length ? { next_page_token: String(start + limit) } : {};
    return Response.json({ count: webhooks.length, limit, ...next, webhooks });
  }

  #update(webhook: Webhook, change: UpdateWebhookRequest): Response {
    const set = Object.entries(change).filter(([field]) => field in WebhookSchema.properties);
    const after = { ...webhook, ...Object.fromEntries(set) };
    for (const kind of ["inbox_ids", "pod_ids"] as const) {
      const kept = (webhook[kind] ?? []).filter((id) => !change[`remove_${kind}`]?.includes(id));
      const ids = [...new Set([...kept, ...(change[`add_${kind}`] ?? [])])];
      if (ids.length > 0) after[kind] = ids;
      else delete after[kind];
    }
    if (!after.inbox_ids && !after.pod_ids && (webhook.inbox_ids || webhook.pod_ids)) {
      return Response.json(
        { name: "ValidationError", errors: { body: ["would subscribe it to everything"] } },
        { status: 400 },
      );
    }
    this.webhooks.splice(this.webhooks.indexOf(webhook), 1, after);
    return Response.json(after);
  }
}

function notFound(status: number, message: string): Response {
  return Response.json({ name: "NotFoundError", message }, { status });
}
