import {
  AuthenticationError,
  ConnectionError,
  createWebhooksClient,
  isWebhookError,
  PermissionError,
  ValidationError,
  type WebhookError,
} from "@agent-webhooks/client";
import { operations } from "@agent-webhooks/types/delivery";
import { eventText, eventType, inboxMark } from "../support/events.ts";
import { RaceError, type RaceServer, reasonOf } from "./server.ts";

const allowPrivateNetwork = "Start it with ALLOW_HTTP=true and ALLOW_PRIVATE_NETWORK=true.";

/** A service of this project. Each endpoint is a webhook limited to an inbox of its own. */
export function ourServer({ url, token }: { readonly url: string; readonly token: string }): RaceServer {
  const webhooks = createWebhooksClient({ baseUrl: url, token, maxRetries: 0, timeoutMs: 10_000 });
  const base = new URL(url);
  const run = Date.now().toString(36);
  let created = 0;
  return {
    name: "ours",
    origin: base.origin,
    token,
    allowPrivateNetwork,
    async createEndpoint(endpointUrl) {
      const inbox = `race_${run}_${created++}`;
      const { webhook_id } = await webhooks
        .create({ url: endpointUrl, event_types: [eventType], inbox_ids: [inbox] })
        .catch((error: unknown) => {
          throw isWebhookError(error) ? explain(error, url) : error;
        });
      const { method, path } = operations.publishEvent;
      return {
        publish: {
          method,
          path: base.pathname.replace(/\/$/, "") + path,
          body: `{"event":${eventText.replace(inboxMark, inbox)}}`,
        },
        delete: () => webhooks.delete(webhook_id),
      };
    },
  };
}

function explain(error: WebhookError, url: string): RaceError {
  if (error instanceof ConnectionError) return new RaceError(`ours is not reachable at ${url}: ${reasonOf(error)}`);
  if (error instanceof AuthenticationError || error instanceof PermissionError) {
    return new RaceError(
      `ours at ${url} rejected the token (${error.status}): pass one with webhooks:write, webhooks:read and events:publish with --token`,
    );
  }
  const rejected = error instanceof ValidationError ? error.issues.find(({ path }) => path === "url") : undefined;
  if (rejected !== undefined) {
    return new RaceError(`ours at ${url} rejected the URL of the sink: ${rejected.message}. ${allowPrivateNetwork}`);
  }
  return new RaceError(error.message);
}
