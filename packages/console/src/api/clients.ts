import { createDeliveryClient, createWebhooksClient } from "@agent-webhooks/client";
import { getSession } from "../session/session.ts";

/** Options of every client of the page. */
export const clientOptions = {
  baseUrl: location.origin,
  token: () => getSession().token ?? "",
  timeoutMs: 15_000,
  // Queries are repeated by the page, which says so meanwhile.
  maxRetries: 0,
};

export const webhooks = createWebhooksClient(clientOptions);
export const delivery = createDeliveryClient(clientOptions);

/** Throws `AuthenticationError` if the service does not accept a token, which need not have any scope. */
export async function checkToken(token: string): Promise<void> {
  const { isWebhookError } = await import("@agent-webhooks/client");
  try {
    await createWebhooksClient({ ...clientOptions, token }).list({ limit: 1 });
  } catch (error) {
    if (!isWebhookError(error) || error.status !== 403) throw error;
  }
}
