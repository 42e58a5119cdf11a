import { type ClientOptions, createWebhooksClient, type WebhooksClient } from "@agent-webhooks/client";
import type { CreateWebhookRequest, Webhook } from "@agent-webhooks/types";
import { operationExamples } from "@agent-webhooks/types/examples";

export const TOKEN = "awt_a-token-that-nobody-may-see";
export const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
export const baseUrl = "https://api.example.com";
export const webhook: Webhook = JSON.parse(JSON.stringify(operationExamples.createWebhook.responses[200].inbox));
export const wanted: CreateWebhookRequest = { url: "https://example.com/hooks", event_types: ["message.received"] };

type ScriptedResponse = Response | Error | ((request: Request) => Response | Promise<Response>);

/**
 * A `fetch` that gives these answers in turn, the last one again and again, and keeps the requests that it got. An
 * error is thrown, as `fetch` does when there is no connection.
 */
export function scriptedFetch(...script: ScriptedResponse[]): {
  fetch: (request: Request) => Promise<Response>;
  requests: Request[];
  bodies: string[];
} {
  const requests: Request[] = [];
  const bodies: string[] = [];
  const fetch = async (request: Request) => {
    const answer = script[Math.min(requests.length, script.length - 1)];
    requests.push(request);
    bodies.push(await request.clone().text());
    if (answer === undefined) throw new Error("No answer is scripted");
    if (answer instanceof Error) throw answer;
    return answer instanceof Response ? answer.clone() : answer(request);
  };
  return { fetch, requests, bodies };
}

/** A client of a `fetch`; with `answers(…)`, of a script. */
export function clientOf(
  fetch: ((request: Request) => Response | Promise<Response>) | { fetch: (request: Request) => Promise<Response> },
  options: Partial<ClientOptions> = {},
): WebhooksClient {
  return createWebhooksClient({
    baseUrl,
    token: TOKEN,
    fetch: typeof fetch === "function" ? fetch : fetch.fetch,
    ...options,
  });
}

/** An error of the provider, in the shape that the spec has for it. */
export function errorResponse(status: number, headers: Record<string, string> = {}): Response {
  return Response.json({ name: "SomeError", message: `Status ${status}.` }, { status, headers });
}

/** What a promise is rejected with. */
export async function errorOf(call: PromiseLike<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error("It did not fail");
}
