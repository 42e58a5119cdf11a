import type { WebhooksClient } from "@agent-webhooks/client";
import type { CreateWebhookRequest, Webhook } from "@agent-webhooks/types";

/** A service that keeps the contract, or says so. */
export interface LawTarget {
  /** Speaks for one organization. It may have webhooks already: a law touches only its own. */
  readonly client: WebhooksClient;
  /** Speaks for another organization. */
  readonly other: WebhooksClient;
}

/** Something that must hold over several requests, which no look at a single one can show. */
export interface Law {
  readonly id: string;
  /** What holds, as a sentence. */
  readonly holds: string;
  /** @throws AssertionError when it does not hold */
  run(target: LawTarget): Promise<void>;
}

export const request: CreateWebhookRequest = {
  url: "https://example.com/hooks",
  event_types: ["message.received"],
};

/** The webhooks that a law made, deleted when it ends: `await using made = new Made(client)`. */
export class Made implements AsyncDisposable {
  readonly #client: WebhooksClient;
  readonly #ids: string[] = [];

  constructor(client: WebhooksClient) {
    this.#client = client;
  }

  async create(body: Partial<CreateWebhookRequest> = {}): Promise<Webhook> {
    const webhook = await this.#client.create({ ...request, ...body });
    this.#ids.push(webhook.webhook_id);
    return webhook;
  }

  /** Creates webhooks one after the other and returns their ids as `ascending=true` lists them. */
  async createMany(count: number): Promise<string[]> {
    const webhooks: Webhook[] = [];
    for (let index = 0; index < count; index++) webhooks.push(await this.create());
    return webhooks.sort(byCreation).map(({ webhook_id }) => webhook_id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#ids.map((id) => this.#client.delete(id).catch(() => undefined)));
  }
}

/** Order of a list: by time, and where times are equal by the bytes of the id. */
function byCreation(left: Webhook, right: Webhook): number {
  const earlier = Date.parse(left.created_at) - Date.parse(right.created_at);
  return earlier || Buffer.compare(Buffer.from(left.webhook_id), Buffer.from(right.webhook_id));
}

/** An id that nobody else uses. */
export function unique(prefix: string): string {
  return `${prefix}-${crypto.randomUUID()}`;
}

/** Ids of one kind, whether the service omits an empty list or not. */
export function ids(webhook: Webhook, kind: "inbox_ids" | "pod_ids"): string[] {
  return webhook[kind] ?? [];
}
