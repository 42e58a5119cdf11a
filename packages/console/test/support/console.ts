import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createDeliveryClient, createWebhooksClient } from "@agent-webhooks/client";
import { type Service, startService } from "@agent-webhooks/server/testing";
import type { Browser, BrowserContext, Page } from "playwright-core";

/** A service on the embedded database, which retries soon, and clients of it. */
export async function startTestService() {
  const service = await startService({ retrySchedule: [0, 1], pollMs: 50, logLevel: "fatal" });
  const options = { baseUrl: service.url, token: service.token };
  return { service, webhooks: createWebhooksClient(options), delivery: createDeliveryClient(options) };
}

const serve = fileURLToPath(new URL("../../../server/test/support/serve.ts", import.meta.url));

/** The service as `start` starts it, with a new embedded database, and clients of it. */
export async function startProgram() {
  const dataDir = await mkdtemp(join(tmpdir(), "agent-webhooks-console-"));
  const { PATH = "" } = process.env;
  const program = spawn(process.execPath, ["--conditions=@agent-webhooks/source", serve], {
    env: { PATH, PORT: "0", DATA_DIR: dataDir, RETRY_SCHEDULE: "0,1", LOG_LEVEL: "fatal" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(program, "close");
  let output = "";
  for await (const chunk of program.stdout.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    output += chunk;
    if (output.endsWith("\n\n")) break;
  }
  program.stdout.resume();
  const [, link = ""] = /console +(\S+)/.exec(output) ?? [];
  const { origin, hash } = new URL(link);
  const options = { baseUrl: origin, token: hash.slice("#token=".length) };
  return {
    /** The link to the console that it prints. */
    link,
    url: origin,
    token: options.token,
    webhooks: createWebhooksClient(options),
    delivery: createDeliveryClient(options),
    async close() {
      program.kill();
      await exited;
      await rm(dataDir, { recursive: true });
    },
  };
}

const pollMs = 200;

/** A page that complains about errors in its console, dialogs, and requests to other hosts. */
export async function openPage(browser: Browser, { url }: Pick<Service, "url">) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  await shortenPolls(context);
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
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

/** Makes the console fetch what it shows again sooner than for users. */
async function shortenPolls(context: BrowserContext): Promise<void> {
  const isPage = ({ pathname }: URL) => pathname.startsWith("/console") && !pathname.startsWith("/console/assets/");
  await context.route(isPage, async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(/data-poll-ms="\d+"/, `data-poll-ms="${pollMs}"`);
    await route.fulfill({ response, body });
  });
}

/** Opens a page of the console, signed in. */
export async function visit(page: Page, { url, token }: Pick<Service, "url" | "token">, path: string): Promise<void> {
  await page.goto(`${url}/console${path}#token=${token}`);
}
