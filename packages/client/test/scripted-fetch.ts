import { type ClientOptions, createWebhooksClient, type WebhooksClient } from "@agent-webhooks/client";
import type { CreateWebhookRequest, Webhook } from "@agent-webhooks/types";
import { operationExamples } from "@agent-webhooks/types/examples";

export const TOKEN = "awt_a-token-that-must-be-redacted";
export const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
export const baseUrl = "https://api.example.com";
export const webhook: Webhook = JSON.parse(JSON.stringify(operationExamples.createWebhook.responses[200].inbox));
export const wanted: CreateWebhookRequest = { url: "https://example.com/hooks", event_types: ["message.received"] };

type Handler = (request: Request) => Response | Promise<Response>;
type Fetch = NonNullable<ClientOptions["fetch"]>;
type ScriptedResponse = Response | Error | Handler;

/**
 * Creates a `fetch` that returns these responses in turn, and the last one for all further requests. It throws errors, and
 * records the requests.
 */
export function scriptedFetch(...script: ScriptedResponse[]): {
  fetch: Fetch;
  requests: Request[];
  bodies: string[];
} {
  const requests: Request[] = [];
  const bodies: string[] = [];
  const fetch = async (url: string, init: RequestInit) => {
    const request = new Request(url, init);
    const response = script[Math.min(requests.length, script.length - 1)];
    requests.push(request);
    bodies.push(await request.clone().text());
    if (response === undefined) throw new Error("No response left");
    if (response instanceof Error) throw response;
    return response instanceof Response ? response.clone() : response(request);
  };
  return { fetch, requests, bodies };
}

/** Creates a client that uses this `fetch`. */
export function clientOf(fetch: Handler | { fetch: Fetch }, options: Partial<ClientOptions> = {}): WebhooksClient {
  return createWebhooksClient({
    baseUrl,
    token: TOKEN,
    fetch: typeof fetch === "function" ? (url, init) => fetch(new Request(url, init)) : fetch.fetch,
    ...options,
  });
}

/** Makes a call whose response is a webhook; returns the request that it sent. */
export async function requestOf(
  call: (client: WebhooksClient) => PromiseLike<unknown>,
  options?: Partial<ClientOptions>,
): Promise<{ url: string; headers: Headers; text: string }> {
  const script = scriptedFetch(Response.json(webhook));
  await call(clientOf(script, options));
  const [request] = script.requests;
  if (request === undefined) throw new Error("The call sent no request");
  return { url: request.url, headers: request.headers, text: script.bodies[0] ?? "" };
}

/** Creates an error response as the spec has it. */
export function errorResponse(status: number, headers: Record<string, string> = {}): Response {
  return Response.json({ name: "SomeError", message: `Status ${status}.` }, { status, headers });
}

/** Returns the error that a call rejects with. */
export async function errorOf(call: PromiseLike<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error("The call did not reject");
}
