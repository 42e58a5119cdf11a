import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventTypes, type Operation, operations as webhooksOperations } from "@agent-webhooks/types";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { readDocument } from "../scripts/docs-document.ts";
import { type Service, startService } from "../src/testing/index.ts";
import { launchBrowser } from "./support/browser.ts";
import { DeliveryClient, messageFor } from "./support/delivery.ts";
import { startEndpoint } from "./support/endpoint.ts";

/** A document, as far as it is compared with what the page shows. */
interface Document {
  readonly title: string;
  readonly specPath: string;
  readonly paths: Readonly<Record<string, Item>>;
  readonly webhooks?: Readonly<Record<string, Item>>;
}
type Item = Readonly<Record<string, { readonly operationId?: string; readonly summary?: string }>>;

const specsFolder = fileURLToPath(new URL("../../../specs/", import.meta.url));
const names = (await readdir(specsFolder)).filter((name) => name.endsWith(".yaml"));
const documents = await Promise.all(
  names.map(async (name): Promise<Document> => {
    const specPath = `/openapi/${name}`;
    const { title, content } = await readDocument(join(specsFolder, name), specPath);
    return { title, specPath, ...(content as unknown as Pick<Document, "paths" | "webhooks">) };
  }),
);

/** Every operation of the generated tables, and where its spec has it. */
const operations = [...Object.values(webhooksOperations), ...Object.values(deliveryOperations)].map(
  (operation: Operation) => {
    const { id, path, method } = operation;
    for (const { title, paths } of documents) {
      const { operationId, summary = "" } = paths[path]?.[method.toLowerCase()] ?? {};
      if (operationId === id) return { ...operation, title, summary };
    }
    throw new Error(`no spec has ${id}`);
  },
);

function operationNamed(id: string): (typeof operations)[number] {
  const operation = operations.find((each) => each.id === id);
  if (operation === undefined) throw new Error(`the tables have no ${id}`);
  return operation;
}

const found = await launchBrowser();
if (typeof found === "string") console.warn(`The API reference was NOT tested in a browser: ${found}`);

describe.skipIf(typeof found === "string")("the API reference, in a browser", () => {
  const browser = found as Browser;
  let service: Service;
  let page: Page;
  /** What the console of the page says that is wrong, and hosts that it asks beside the service. */
  const complaints: string[] = [];

  beforeAll(async () => {
    service = await startService();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(`${service.url}/`) && !/^(data|blob):/.test(url)) complaints.push(`asked ${url}`);
    });
    await page.goto(`${service.url}/docs`);
  });
  afterAll(async () => {
    await browser.close();
    await service?.close();
  });
  afterEach(() => {
    expect(complaints.splice(0)).toEqual([]);
  });

  const sidebar = () => page.getByRole("complementary");
  const section = (name: string) => page.getByRole("main").getByRole("region", { name, exact: true });

  const heading = (name: string) => page.getByRole("heading", { level: 1, name, exact: true });
  const tokenField = () => page.getByRole("textbox", { name: "Bearer Token" }).first();

  /** Selects a document, unless it is the one that is shown. */
  async function select(title: string): Promise<void> {
    if (await heading(title).isVisible()) return;
    await sidebar().getByRole("button").first().click();
    await page.getByRole("option", { name: title, exact: true }).click();
    await heading(title).waitFor();
  }

  /** Follows a link of the sidebar and returns its section. */
  async function open(summary: string): Promise<Locator> {
    await sidebar()
      .getByRole("link", { name: new RegExp(`^${summary} HTTP Method`) })
      .click();
    await section(summary).getByRole("heading", { name: summary, exact: true }).waitFor();
    return section(summary);
  }

  test("offers every document with a link to its spec, and begins with the webhooks API", async () => {
    await heading(operationNamed("listWebhooks").title).waitFor();
    for (const { title, specPath } of documents) {
      await select(title);
      const link = page.getByRole("main").getByRole("link", { name: "This document in YAML" });
      expect(await link.getAttribute("href")).toBe(specPath);
      await page.getByText(service.url, { exact: true }).first().waitFor();
    }
  });

  test.each(documents.map(({ title }) => title))("shows every operation of %s", async (title) => {
    await select(title);
    for (const { id, path, summary, responses, parameters } of operations.filter((each) => each.title === title)) {
      const text = await (await open(summary)).textContent();
      for (const part of [id, path, ...Object.keys(responses), ...Object.keys(parameters.query)]) {
        expect(text, id).toContain(part);
      }
    }
  });

  test.each(eventTypes)("shows the event %s, and does not offer to send it", async (eventType) => {
    const document = documents.find(({ webhooks }) => webhooks?.[eventType]);
    await select(document?.title ?? "");
    const event = await open(document?.webhooks?.[eventType]?.post?.summary ?? "");
    expect(await event.textContent()).toContain(`"event_type": "${eventType}"`);
    expect(await event.getByRole("button", { name: "Test Request" }).count()).toBe(0);
  });

  test.each(["listWebhooks", "listDeliveries"])("tries %s against the service that it comes from", async (id) => {
    const token = await service.createToken({ organizationId: id });
    const publisher = new DeliveryClient(service.url, id, token);
    const endpoint = await startEndpoint();
    const webhook = await publisher.addWebhook(endpoint.url);
    const event = messageFor("in_1");
    await publisher.publish(event);
    await publisher.settled(event);

    const { title, summary, path } = operationNamed(id);
    await select(title);
    await tokenField().fill(token);
    await (await open(summary)).getByRole("button", { name: "Test Request" }).click();
    const [response] = await Promise.all([
      page.waitForResponse((each) => new URL(each.url()).pathname === path),
      page.getByRole("dialog").getByRole("button", { name: "Send get request" }).click(),
    ]);
    expect(response.status()).toBe(200);
    // No values of examples, which would be rejected or filter the list.
    expect(response.url()).toBe(service.url + path);
    expect(await response.json()).toMatchObject({ count: 1 });
    await page.getByRole("dialog").getByText("200 OK").waitFor();
    await page.getByRole("dialog").getByText(webhook.webhook_id).first().waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  });

  test("forgets the token with the page", async () => {
    await tokenField().fill(service.token);
    await page.reload();
    await tokenField().waitFor();
    expect(await page.content()).not.toContain(service.token);
    const kept = "JSON.stringify([localStorage, sessionStorage, document.cookie])";
    expect(await page.evaluate(kept)).not.toContain(service.token);
  });
});
