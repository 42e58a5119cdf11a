import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createDeliveryClient, createWebhooksClient } from "@agent-webhooks/client";
import { type Service, startService } from "@agent-webhooks/server/testing";
import type { Browser, Page } from "playwright-core";

/** A service on the embedded database, which retries soon, and clients of it. */
export async function startTestService() {
  const service = await startService({ retrySchedule: [0, 1], pollMs: 50, logLevel: "fatal" });
  const options = { baseUrl: service.url, token: service.token };
  return { service, webhooks: createWebhooksClient(options), delivery: createDeliveryClient(options) };
}

/** An endpoint of webhooks, which responds as `respond` says. */
export async function startEndpoint() {
  const endpoint = {
    url: "",
    received: 0,
    respond: (response: ServerResponse): unknown => response.writeHead(204).end(),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      endpoint.received++;
      endpoint.respond(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
  return endpoint;
}

/** A page that complains about errors in its console, dialogs, and requests to other hosts. */
export async function openPage(browser: Browser, { url }: Service) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on("console", (message) => {
    // Failing responses are logged by the browser, and shown by the page.
    if (message.type() === "error" && !/Failed to load resource/.test(message.text())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(`${url}/`)) complaints.push(`asked ${request.url()}`);
  });
  return { page, context, complaints };
}

/** Opens a page of the console, signed in. */
export async function visit(page: Page, { url, token }: Pick<Service, "url" | "token">, path: string): Promise<void> {
  await page.goto(`${url}/console${path}#token=${token}`);
}
