import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { operations } from "@agent-webhooks/types";
import { operations as delivery } from "@agent-webhooks/types/delivery";
import { eventExamples } from "@agent-webhooks/types/examples";
import { Agent, request } from "undici";
import { percentile } from "./statistics.ts";

export interface Measured {
  readonly requests: number;
  readonly errors: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

export interface Run {
  readonly seconds: number;
  /** @default as many as possible */
  readonly perSecond?: number;
}

const connections = 32;
const [message] = Object.values(eventExamples["message.received"]);

/** Requests in realistic proportions: mostly publishing and reading, some changes. */
export class Load {
  /** The number of deliveries that must arrive. */
  published = 0;
  readonly #url: string;
  readonly #headers: Record<string, string>;
  readonly #receiver: string;
  readonly #agent = new Agent({ connections, pipelining: 1 });
  readonly #webhooks: string[] = [];

  constructor(url: string, token: string, receiver: string) {
    this.#url = url;
    this.#headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    this.#receiver = receiver;
  }

  /** Creates the webhooks that stay, each for its own inbox. */
  async prepare(): Promise<void> {
    for (let place = 0; place < 20; place++) {
      const { json } = await this.#call("POST", operations.createWebhook.path, this.#webhook(`inbox-${place}`));
      this.#webhooks.push((json as { webhook_id: string }).webhook_id);
    }
  }

  async run({ seconds, perSecond }: Run): Promise<Measured> {
    const durations: number[] = [];
    let errors = 0;
    const start = performance.now();
    const end = start + seconds * 1000;
    let begun = 0;
    const worker = async () => {
      while (performance.now() < end) {
        const turn = begun++;
        if (perSecond !== undefined) {
          // Requests are scheduled at fixed times, so that waiting behind a slow one counts as latency.
          const due = start + (turn * 1000) / perSecond;
          if (due >= end) return;
          const early = due - performance.now();
          if (early > 0) await setTimeout(early);
        }
        const from = perSecond === undefined ? performance.now() : start + (turn * 1000) / perSecond;
        const ok = await this.#one(turn).catch(() => false);
        durations.push(performance.now() - from);
        if (!ok) errors++;
      }
    };
    await Promise.all(Array.from({ length: connections }, worker));
    durations.sort((a, b) => a - b);
    const [p50, p99] = [percentile(durations, 0.5), percentile(durations, 0.99)];
    return { requests: durations.length, errors, p50, p99 };
  }

  /** Waits until no delivery is pending. */
  async settle(): Promise<void> {
    for (;;) {
      const metrics = await (await fetch(`${this.#url}/metrics`)).text();
      if (/^agent_webhooks_deliveries_pending 0$/m.test(metrics)) return;
      await setTimeout(200);
    }
  }

  async #one(turn: number): Promise<boolean> {
    const place = turn % this.#webhooks.length;
    const id = this.#webhooks[place] ?? "";
    switch (turn % 10) {
      case 0: {
        const { status, json } = await this.#call("POST", operations.createWebhook.path, this.#webhook(randomUUID()));
        if (status !== 200) return false;
        const path = operations.deleteWebhook.path.replace("{webhook_id}", (json as { webhook_id: string }).webhook_id);
        return (await this.#call("DELETE", path)).status === 200;
      }
      case 1: {
        const scope = `extra-${turn}`;
        const path = operations.updateWebhook.path.replace("{webhook_id}", id);
        if ((await this.#call("PATCH", path, { add_inbox_ids: [scope] })).status !== 200) return false;
        return (await this.#call("PATCH", path, { remove_inbox_ids: [scope] })).status === 200;
      }
      case 2:
        return (await this.#call("GET", `${operations.listWebhooks.path}?limit=10`)).status === 200;
      case 3:
        return (await this.#call("GET", operations.getWebhook.path.replace("{webhook_id}", id))).status === 200;
      case 4:
        return (await this.#call("GET", `${delivery.listDeliveries.path}?limit=10`)).status === 200;
      case 5:
        return (await this.#call("POST", operations.createWebhook.path, { url: "nonsense" })).status === 400;
      default: {
        const event = { ...message, event_id: `evt_${randomUUID()}` } as Record<string, unknown>;
        event.message = { ...(event.message as object), inbox_id: `inbox-${place}` };
        const { status, json } = await this.#call("POST", delivery.publishEvent.path, { event });
        if (status === 202) this.published += (json as { deliveries: number }).deliveries;
        return status === 202;
      }
    }
  }

  #webhook(inboxId: string) {
    return { url: `${this.#receiver}/hooks`, event_types: ["message.received"], inbox_ids: [inboxId] };
  }

  async #call(method: "GET" | "POST" | "PATCH" | "DELETE", path: string, body?: unknown) {
    const response = await request(this.#url + path, {
      method,
      headers: this.#headers,
      dispatcher: this.#agent,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.body.text();
    return { status: response.statusCode, json: text === "" ? undefined : (JSON.parse(text) as unknown) };
  }
}
