import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createDeliveryClient, createWebhooksClient, NotFoundError } from "@agent-webhooks/client";
import { eventTypes, type WebhookEvents, operations as webhookOperations } from "@agent-webhooks/types";
import { type CreateTokenRequest, operations, type RecoveredWebhook } from "@agent-webhooks/types/delivery";
import { SummarySchema, TokenScopeSchema } from "@agent-webhooks/types/delivery/schemas";
import { eventExamples } from "@agent-webhooks/types/examples";
import type { Browser, Page } from "playwright-core";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../../server/test/support/browser.ts";
import { Endpoint } from "../../server/test/support/endpoint.ts";
import { openPage, startProgram, visit } from "./support/console.ts";
import { payloads } from "./support/payloads.ts";

const axe = await readFile(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
/** The addresses of API calls. */
const apiPaths = /^https?:\/\/[^/]+\/(agent|delivery)\/v0\//;
const found = await launchBrowser();
if (typeof found === "string") console.warn(`The console was NOT tested in a browser: ${found}`);

describe.skipIf(typeof found === "string")("the console, in a browser", () => {
  const browser = found as Browser;
  let under: Awaited<ReturnType<typeof startProgram>>;
  let endpoint: Endpoint;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    [under, endpoint] = await Promise.all([startProgram(), Endpoint.start()]);
    ({ page, complaints } = await openPage(browser, under));
  });
  afterAll(async () => {
    await browser.close();
    await endpoint?.close();
    await under?.close();
  });
  afterEach(() => {
    expect(complaints.splice(0)).toEqual([]);
  });

  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const dialog = () => page.getByRole("dialog");
  const heading = (name: string) => page.getByRole("heading", { level: 1, name, exact: true });
  const open = (path: string, token = under.token) => visit(page, { url: under.url, token }, path);
  const createWebhook = (changes: object = {}) =>
    under.webhooks.create({ url: endpoint.url, event_types: ["message.received"], ...changes });

  async function createToken(request: Partial<CreateTokenRequest>): Promise<string> {
    const scopes = [...TokenScopeSchema.enum];
    return (await under.delivery.createToken({ organization_id: "default", scopes, ...request })).token;
  }
  const publish = async (count: number) => {
    const [example] = Object.values(eventExamples["message.received"]);
    const events = Array.from({ length: count }, () => ({
      event: { ...example, event_id: `evt_${crypto.randomUUID()}` } as WebhookEvents["message.received"],
    }));
    await under.delivery.publishEvents({ events });
    return events.map(({ event }) => event.event_id);
  };

  /** A promise, and the function that resolves it. */
  function gate(): readonly [opened: Promise<void>, goOn: () => void] {
    let goOn = () => {};
    const opened = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    return [opened, goOn];
  }

  /** A property of the element that has the focus. */
  const focused = (property: "id" | "textContent" | "ariaLabel") =>
    page.evaluate((name) => document.activeElement?.[name], property);

  /** Waits until a page has all of its content. */
  async function isComplete() {
    await page.getByRole("heading", { level: 1 }).waitFor();
    await expect.poll(() => page.getByText("Loading …").count()).toBe(0);
  }

  /** Waits until a tab that is opened has loaded the scripts of all pages. */
  const waitForPages = async (tab: Page) => {
    const last = await tab.waitForResponse(/\/tokens-page\./);
    await last.finished();
  };

  async function expectNothingRan() {
    expect(await page.evaluate(() => "attacked" in window || "attacked" in Object.prototype)).toBe(false);
    expect(await page.locator("img, iframe, object, base, script:not([src]), [onerror], [onload]").count()).toBe(0);
  }

  /** Findings of axe, each as one line: of all of its rules, or only of contrast, in a part of the page. */
  async function findings(scheme: "light" | "dark" = "light", part = "html"): Promise<string[]> {
    await page.emulateMedia({ colorScheme: scheme });
    // Not as a script of the page, which its policy would forbid.
    if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
    const found = await page.evaluate(
      async ([selector, runOnly]) => {
        const { axe: checker } = window as unknown as { axe: typeof import("axe-core") };
        const { violations } = await checker.run(selector, runOnly === undefined ? {} : { runOnly });
        return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
      },
      // Other rules do not depend on colors.
      [part, scheme === "dark" ? "color-contrast" : undefined] as const,
    );
    return found.map((finding) => `${scheme} ${part} ${finding}`);
  }
  const findingsInBoth = async (part?: string) => [
    ...(await findings("light", part)),
    ...(await findings("dark", part)),
  ];

  test("from the link of start to a failing endpoint, its explanation, the fix, and everything delivered", async () => {
    await page.goto(under.link);
    await heading("Webhooks").waitFor();
    expect(page.url()).toBe(`${under.url}/console/webhooks`);
    await page.getByText("There are no webhooks yet.").waitFor();

    await button("Create webhook").click();
    await dialog().getByLabel("URL").fill(endpoint.url);
    for (const type of eventTypes) await dialog().getByLabel(type).check();
    await dialog().getByRole("button", { name: "Create webhook" }).click();
    await heading("Webhook").waitFor();
    await page.getByText("Nothing was sent to this webhook yet.").waitFor();

    endpoint.respond = (response) => response.writeHead(500).end("<b>out of order</b>");
    await button("Send a test").click();
    await dialog().getByLabel("Event type").selectOption("message.bounced");
    await dialog().getByRole("button", { name: "Send" }).click();
    await heading("Delivery").waitFor();
    await page.getByText("Failed", { exact: true }).waitFor();
    await page.getByText("<b>out of order</b>").first().waitFor();
    await page.getByText("Exhausted", { exact: true }).waitFor();
    const [received] = endpoint.received;
    await page.getByText("Request headers").last().click();
    for (const name of ["content-type", "webhook-id", "webhook-timestamp"]) {
      const shown = page.locator(".fact", { has: page.getByText(name, { exact: true }) }).last();
      await shown.getByText(String(received?.headers[name]), { exact: true }).waitFor();
    }
    expect(await page.getByRole("listitem").count()).toBe(2);

    endpoint.respond = (response) => response.writeHead(204).end();
    await button("Resend").click();
    await page.getByText("The delivery is sent again.").waitFor();
    await page.getByText("Succeeded", { exact: true }).first().waitFor();

    endpoint.respond = (response) => response.writeHead(500).end();
    await page.getByRole("link", { name: "Publish" }).click();
    await button("Publish").click();
    await page.getByText("to 1 webhook.").waitFor();
    await page.getByRole("link", { name: "Show deliveries" }).click();
    await page.getByText("Failed", { exact: true }).waitFor();

    await page.getByRole("row").nth(1).getByRole("link").click();
    await page.getByRole("link", { name: /^wh_/ }).click();
    await button("Disable").click();
    await dialog().getByText("Nothing is sent to a disabled webhook.").waitFor();
    await dialog().getByRole("button", { name: "Disable" }).click();
    await button("Enable").waitFor();
    await publish(3);
    endpoint.respond = (response) => response.writeHead(204).end();
    await button("Enable").click();
    await button("Recover").click();
    await button("Count").click();
    await dialog().getByText("1 failed, 3 missed.").waitFor();
    await button("Send 4").click();
    await page.getByText("4 deliveries are sent again.").waitFor();
    await page.getByText("Healthy", { exact: true }).waitFor();
    await page.getByText("Succeeded", { exact: true }).nth(4).waitFor();
    expect(await page.getByRole("cell").getByText("Failed", { exact: true }).count()).toBe(0);

    await button("Delete").click();
    expect(await button("Delete webhook").isDisabled()).toBe(true);
    const [{ webhook_id } = { webhook_id: "" }] = await under.webhooks.list().toArray();
    await dialog().getByLabel("Type the webhook ID to confirm").fill(webhook_id);
    await button("Delete webhook").click();
    await page.getByText("There are no webhooks yet.").waitFor();
  });

  test("sets, changes and deletes the operator webhook", async () => {
    await open("/operator-webhook");
    await page.getByText("There is no operator webhook.").waitFor();
    await button("Set URL").click();
    await dialog().getByLabel("URL").fill("ftp://example.com");
    await button("Save").click();
    await dialog().locator(".field-error").waitFor();
    await dialog().getByLabel("URL").fill(endpoint.url);
    await button("Save").click();
    await page.getByText(endpoint.url).waitFor();
    const { secret } = await under.delivery.getOperatorWebhook();
    await button("Show").click();
    await page.getByText(secret).waitFor();

    await button("Change URL").click();
    await dialog().getByLabel("URL").fill(`${endpoint.url}/other`);
    await button("Save").click();
    await page.getByText(`${endpoint.url}/other`).waitFor();
    expect(await under.delivery.getOperatorWebhook()).toMatchObject({ url: `${endpoint.url}/other`, secret });

    await button("Delete").click();
    await button("Delete operator webhook").click();
    await page.getByText("There is no operator webhook.").waitFor();
    await expect(under.delivery.getOperatorWebhook()).rejects.toThrow(NotFoundError);
  });

  test("a dialog of an operator webhook that is deleted meanwhile stays open, and says so", async () => {
    await under.delivery.setOperatorWebhook({ url: endpoint.url });
    // What was not found is not fetched again while it is shown.
    for (const path of ["/webhooks", "/operator-webhook"]) await open(path);
    await button("Delete").press("Enter");
    await dialog().waitFor();
    await under.delivery.deleteOperatorWebhook();
    await page.locator("main").getByText("There is no operator webhook.").waitFor();
    await button("Delete operator webhook").click();
    await dialog().getByRole("alert").waitFor();
    await page.keyboard.press("Escape");
    await dialog().waitFor({ state: "hidden" });
    await expect.poll(() => focused("textContent")).toBe("Operator webhook");
  });

  test("a hidden tab fetches nothing until it is visible again", async () => {
    const tab = await page.context().newPage();
    let [started, ended] = [0, 0];
    tab.on("request", () => started++);
    for (const event of ["requestfinished", "requestfailed"] as const)
      tab.on(event as "requestfinished", () => ended++);
    await tab.clock.install();
    const pages = waitForPages(tab);
    await visit(tab, under, "/webhooks");
    await pages;
    await tab.getByRole("heading", { name: "Webhooks" }).waitFor();
    const setVisibility = (state: DocumentVisibilityState) =>
      tab.evaluate((value) => {
        Object.defineProperty(document, "visibilityState", { value, configurable: true });
        document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
      }, state);
    const expectPolling = async () => {
      const before = started;
      await tab.clock.runFor(1_000);
      await expect.poll(() => started).toBeGreaterThan(before);
    };
    await expectPolling();
    await setVisibility("hidden");
    await expect.poll(() => ended).toBe(started);
    const before = started;
    await tab.clock.runFor(60_000);
    expect(started).toBe(before);
    await setVisibility("visible");
    await expectPolling();

    // Nor does it look for a service that is gone.
    await tab.route(/v0|readyz/, (route) => route.abort());
    // Longer than the polls rest: the clock also moved while a request was on its way, which counts as slow.
    await tab.clock.runFor(30_000);
    await tab.getByText("The service cannot be reached").waitFor();
    await setVisibility("hidden");
    await tab.clock.runFor(2_000);
    await expect.poll(() => ended).toBe(started);
    const beforeLost = started;
    await tab.clock.runFor(5_000);
    expect(started).toBe(beforeLost);
    await tab.close();
  });

  test("disables, enables, rotates the secret, and limits a webhook to inboxes", async () => {
    const { webhook_id, secret } = await createWebhook();
    await open(`/webhooks/${webhook_id}`);
    await button("Disable").click();
    await dialog().getByRole("button", { name: "Disable" }).click();
    await button("Enable").click();
    await button("Disable").waitFor();

    await button("Rotate secret").click();
    await dialog().getByRole("button", { name: "Rotate secret" }).click();
    await dialog()
      .getByText(/^whsec_/)
      .waitFor();
    await button("Done").click();
    expect((await under.webhooks.get(webhook_id)).secret).not.toBe(secret);

    await button("Edit filter").click();
    await dialog().getByLabel("Inboxes").fill("in_1\nin_2\n");
    await button("Save").click();
    await page.getByText("in_2").waitFor();
    expect(await under.webhooks.get(webhook_id)).toMatchObject({ inbox_ids: ["in_1", "in_2"] });
    // A change that is made meanwhile stays.
    await button("Edit filter").click();
    await dialog().getByLabel("Inboxes").fill("in_1\nin_2\nin_4");
    await under.webhooks.update(webhook_id, { add_inbox_ids: ["in_3"] });
    await page.locator("main").getByText("in_3").waitFor();
    await button("Save").click();
    await dialog().waitFor({ state: "hidden" });
    await page.locator("main").getByText("in_4").waitFor();
    expect((await under.webhooks.get(webhook_id)).inbox_ids?.toSorted()).toEqual(["in_1", "in_2", "in_3", "in_4"]);

    await button("Edit filter").click();
    await dialog().getByLabel("Inboxes").fill("");
    await button("Save").click();
    await dialog().getByRole("alert").first().waitFor();
    await page.keyboard.press("Escape");
    await dialog().waitFor({ state: "hidden" });
  });

  test("what was saved is shown at once, also while nothing can be fetched", async () => {
    const { webhook_id } = await createWebhook();
    await open(`/webhooks/${webhook_id}`);
    await button("Edit filter").waitFor();
    const [fetching, goOn] = gate();
    const reads = `**${webhookOperations.listWebhooks.path}/${webhook_id}`;
    await page.route(reads, async (route) => {
      if (route.request().method() === "GET") await fetching;
      await route.continue();
    });
    await button("Edit filter").click();
    await dialog().getByLabel("Inboxes").fill("in_saved");
    await button("Save").click();
    await dialog().waitFor({ state: "hidden" });
    await page.locator("main").getByText("in_saved").waitFor();
    goOn();
    // Waits for the requests that were held back.
    await page.unrouteAll({ behavior: "wait" });
  });

  test("changes the limit that was typed, and not one that was changed meanwhile", async () => {
    const { webhook_id } = await createWebhook();
    await open(`/webhooks/${webhook_id}`);
    await button("Set limits").click();
    await expect.poll(() => button("Save").isEnabled()).toBe(true);
    await under.delivery.updateDeliverySettings(webhook_id, { max_per_second: 7 });
    await dialog().getByLabel("Max in flight").fill("2");
    await button("Save").click();
    await dialog().waitFor({ state: "hidden" });
    expect(await under.delivery.getDeliverySettings(webhook_id)).toEqual({ max_in_flight: 2, max_per_second: 7 });
  });

  test("a webhook that is deleted meanwhile is said so, and cannot be changed", async () => {
    const { webhook_id } = await createWebhook();
    await open(`/webhooks/${webhook_id}`);
    await button("Rotate secret").waitFor();
    await under.webhooks.delete(webhook_id);
    await page.getByText("It may have been deleted").first().waitFor();
    await button("Rotate secret").waitFor({ state: "hidden" });
  });

  test("publishes numbers as they are typed, also from a page without TLS", async () => {
    const tab = await page.context().newPage();
    await tab.addInitScript(() => Object.defineProperty(crypto, "randomUUID", { value: undefined }));
    await visit(tab, under, "/publish");
    const field = tab.getByLabel("Event", { exact: true });
    const text = (await field.inputValue()).replace("{", '{"exact": [9007199254740993, 1.50, 1e400],');
    await field.fill("{");
    await tab.getByRole("button", { name: "Publish", exact: true }).click();
    await tab.getByRole("alert").getByText("This is not valid JSON").waitFor();
    await field.fill(text);
    await tab.getByRole("button", { name: "Publish", exact: true }).click();
    await tab.getByRole("link", { name: "Show deliveries" }).waitFor();
    const path = operations.getEvent.path.replace("{event_id}", JSON.parse(text).event_id);
    const response = await fetch(under.url + path, { headers: { authorization: `Bearer ${under.token}` } });
    expect(await response.text()).toContain('"exact":[9007199254740993,1.50,1e400]');
    await tab.close();
  });

  test("sums up the organization, and erases an event", async () => {
    const { webhook_id } = await createWebhook();
    const [event] = Object.values(eventExamples["message.received"]);
    const event_id = `evt_${crypto.randomUUID()}`;
    await under.delivery.publishEvent({ event: { ...event, event_id } as WebhookEvents["message.received"] });
    await open("/webhooks");
    await page
      .getByRole("region", { name: "Summary" })
      .getByText(/^\d+, of which \d+ failing/)
      .waitFor();
    await open(`/events/${event_id}`);
    await button("Erase").click();
    await button("Erase event").click();
    await heading("Events").waitFor();
    await expect(under.delivery.getEvent(event_id)).rejects.toThrow(NotFoundError);
    await under.webhooks.delete(webhook_id);
  });

  test("a number that is counted up to a maximum is shown as such", async () => {
    const { webhook_id } = await createWebhook();
    const { maximum } = SummarySchema.properties.pending;
    await page.route(`**${operations.getSummary.path}`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), pending: maximum } });
    });
    await open("/webhooks");
    const text = new RegExp(`^${maximum.toLocaleString("en")} or more, of which \\d+ are due$`);
    await page.getByText(text).waitFor();
    await page.unrouteAll({ behavior: "wait" });
    await under.webhooks.delete(webhook_id);
  });

  test("what could not be counted in time can be sent", async () => {
    const { webhook_id } = await createWebhook();
    await open(`/webhooks/${webhook_id}`);
    const json: RecoveredWebhook = { count: 0, failed: 0, missed: 0, more: true };
    await page.route("**/recover", (route) =>
      route.request().method() === "GET" ? route.continue() : route.fulfill({ status: 202, json }),
    );
    await button("Recover").click();
    await button("Count").click();
    await dialog().getByText("0 or more failed, 0 or more missed.").waitFor();
    await button("Send 0 or more").click();
    await page.getByText("0 or more deliveries are sent again.").waitFor();
    await page.unrouteAll({ behavior: "wait" });
    await under.webhooks.delete(webhook_id);
  });

  test("no curl command is offered if the secret is unreadable", async () => {
    const { webhook_id } = await createWebhook();
    const { delivery_id } = await under.delivery.sendTestEvent(webhook_id, { event_type: "message.received" });
    await open(`/deliveries/${delivery_id}`);
    await button("Copy as curl, signed now").waitFor();
    await page.route(`**${webhookOperations.listWebhooks.path}/${webhook_id}`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), secret_unreadable: true } });
    });
    await button("Copy as curl, signed now").waitFor({ state: "hidden" });
    await page.unrouteAll({ behavior: "wait" });
    await under.webhooks.delete(webhook_id);
  });

  test("a token without a scope sees what it may, and which scope the rest needs", async () => {
    const { webhook_id } = await createWebhook();
    await open(`/webhooks/${webhook_id}`, await createToken({ scopes: ["webhooks:read"] }));
    await page.getByText(webhook_id).first().waitFor();
    await page.getByRole("alert").getByText("deliveries:read").first().waitFor();
    await button("Disable").click();
    await dialog().getByRole("button", { name: "Disable" }).click();
    await dialog().getByText("webhooks:write").waitFor();
  });

  test("a token that is revoked meanwhile leads to the sign-in, and what was typed is kept", async () => {
    const token = await createToken({});
    await open("/webhooks", token);
    await button("Create webhook").click();
    await dialog().getByLabel("URL").fill("https://typed.example.com/hooks");
    const { token_id = "" } = (await under.delivery.listTokens()).tokens[0] ?? {};
    await under.delivery.revokeToken(token_id);
    await page.getByText("The token was revoked, has expired, or is unknown.").waitFor();

    await page.getByLabel("Token").fill("wrong");
    await button("Sign in").click();
    await page.getByText("Send a valid token").waitFor();
    await page.getByLabel("Token").fill(under.token);
    await button("Sign in").click();
    await page.getByRole("dialog", { name: "Sign in" }).waitFor({ state: "hidden" });
    expect(await dialog().getByLabel("URL").inputValue()).toBe("https://typed.example.com/hooks");
    await page.keyboard.press("Escape");
  });

  test("a dialog of a webhook is kept too", async () => {
    const { webhook_id } = await createWebhook();
    await open(`/webhooks/${webhook_id}`, await createToken({}));
    await button("Edit filter").click();
    await dialog().getByLabel("Inboxes").fill("in_typed");
    const { token_id = "" } = (await under.delivery.listTokens()).tokens[0] ?? {};
    await under.delivery.revokeToken(token_id);
    await page.getByLabel("Token").fill(under.token);
    await button("Sign in").click();
    await page.getByRole("dialog", { name: "Sign in" }).waitFor({ state: "hidden" });
    expect(await dialog().getByLabel("Inboxes").inputValue()).toBe("in_typed");
    await button("Save").click();
    await dialog().waitFor({ state: "hidden" });
    await page.locator("main").getByText("in_typed").waitFor();
  });

  test("signing out forgets the token", async () => {
    await open("/webhooks");
    await button("Sign out").click();
    await page.getByRole("dialog", { name: "Sign in" }).waitFor();
    expect(await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, document.cookie]))).not.toContain(
      "awt_",
    );
    await page.reload();
    await page.getByRole("dialog", { name: "Sign in" }).waitFor();
    // Browsers let a page prevent only some of them.
    for (let count = 0; count < 3; count++) await page.keyboard.press("Escape");
    await page.getByLabel("Token").fill("still there");
    expect(await findings()).toEqual([]);
  });

  test("a service that is gone is said so, and the page goes on when it is back", async () => {
    await open("/webhooks");
    await heading("Webhooks").waitFor();
    await page.context().setOffline(true);
    await page.getByText("The service cannot be reached.").waitFor();
    await page.context().setOffline(false);
    await page.getByText("The service cannot be reached.").waitFor({ state: "hidden" });
    const { webhook_id } = await createWebhook({ url: "https://later.example.com/" });
    await page.getByText("https://later.example.com/").waitFor();
    await under.webhooks.delete(webhook_id);
    complaints.length = 0;
  });

  test("a service whose readiness cannot be read is back when it responds", async () => {
    await open("/webhooks");
    await heading("Webhooks").waitFor();
    // As behind a proxy that forwards only the API.
    await page.route("**/readyz", (route) => route.fulfill({ status: 404 }));
    await page.route(apiPaths, (route) => route.abort());
    await page.getByText("The service cannot be reached.").waitFor();
    await page.unroute(apiPaths);
    await page.getByText("The service cannot be reached.").waitFor({ state: "hidden" });
    await page.unrouteAll({ behavior: "wait" });
  });

  test("a change that got no response is not said to go on by itself", async () => {
    const { webhook_id } = await createWebhook();
    await open(`/webhooks/${webhook_id}`);
    await page.route("**/disable", (route) => route.abort());
    await button("Disable").click();
    await dialog().getByRole("button", { name: "Disable" }).click();
    await dialog().getByText("It is not known whether the change was made.").waitFor();
    await page.unrouteAll({ behavior: "wait" });
    await page.keyboard.press("Escape");
  });

  test("a dialog stays open while its change is made, and shows why that failed", async () => {
    const { webhook_id } = await createWebhook();
    await open(`/webhooks/${webhook_id}`);
    const [changing, goOn] = gate();
    const json = { name: "InternalServerError", message: "The webhook is not disabled." };
    await page.route("**/disable", async (route) => {
      await changing;
      await route.fulfill({ status: 500, json });
    });
    await button("Disable").click();
    await dialog().getByRole("button", { name: "Disable" }).click();
    await expect.poll(() => button("Cancel").isDisabled()).toBe(true);
    await page.keyboard.press("Escape");
    goOn();
    await dialog().getByText(json.message).waitFor();
    await page.keyboard.press("Escape");
    await dialog().waitFor({ state: "hidden" });
    await page.unrouteAll({ behavior: "wait" });
    await under.webhooks.delete(webhook_id);
  });

  test("an existing webhook is not said to be created", async () => {
    const { webhook_id } = await createWebhook({ client_id: "known" });
    const create = async (url: string) => {
      await open("/webhooks");
      await button("Create webhook").click();
      await dialog().getByLabel("URL").fill(url);
      await dialog().getByLabel("message.received").check();
      await dialog().getByText("Event filter, Client ID").click();
      await dialog().getByLabel("Client ID").fill("known");
      await dialog().getByRole("button", { name: "Create webhook" }).click();
    };
    await create(`${endpoint.url}/other`);
    await page.getByText("This client ID has a webhook. It is unchanged.").waitFor();
    await expect.poll(() => page.url()).toContain(webhook_id);
    await under.webhooks.delete(webhook_id);
    await create(`${endpoint.url}/other`);
    await page.getByText("Webhook created.").waitFor();
  });

  test("creates a token for the organization that was pasted, without spaces", async () => {
    await open("/tokens");
    await button("Create token").click();
    await dialog().getByLabel("Organization").fill(" org_pasted ");
    await dialog().getByLabel("webhooks:read").check();
    await dialog().getByRole("button", { name: "Create token" }).click();
    await dialog().getByText("Copy it now").waitFor();
    expect((await under.delivery.listTokens()).tokens[0]).toMatchObject({
      organization_id: "org_pasted",
      scopes: ["webhooks:read"],
    });
    await button("Done").click();
  });

  test("a revoked token leaves the list on its page, and the focus on the next token", async () => {
    for (let count = 0; count < 40; count++) await createToken({});
    const tokens = await under.delivery.listTokens().toArray();
    const [revoked, next] = tokens.slice(-10).map(({ token_id }) => `Revoke ${token_id}`) as [string, string];
    await page.route(
      ({ pathname }) => pathname === operations.listTokens.path,
      (route) => {
        const url = new URL(route.request().url());
        url.searchParams.set("limit", "10");
        return route.continue({ url: url.href });
      },
    );
    await open("/tokens");
    await expect
      .poll(async () => {
        await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
        return button(revoked).count();
      })
      .toBe(1);
    await button(revoked).press("Enter");
    await button("Revoke token").press("Enter");
    await button(revoked).waitFor({ state: "detached" });
    await dialog().waitFor({ state: "hidden" });
    await expect.poll(() => focused("ariaLabel")).toBe(next);
    const { y = -1 } = (await button(next).boundingBox()) ?? {};
    expect(y).toBeGreaterThan(0);
    expect(y).toBeLessThan(900);
    await page.unrouteAll({ behavior: "wait" });
  });

  test("searches many pages at a time, also beyond those that are searched at first", async () => {
    const webhook = await createWebhook();
    const tab = await page.context().newPage();
    const [searchedAtFirst, last] = [50, 59];
    await tab.route(
      ({ pathname }) => pathname === webhookOperations.listWebhooks.path,
      (route) => {
        const number = Number(new URL(route.request().url()).searchParams.get("page_token"));
        const webhooks = [{ ...webhook, webhook_id: `wh_${number}`, url: `https://${number}.example.com/` }];
        const next = number < last ? { next_page_token: String(number + 1) } : {};
        return route.fulfill({ json: { count: 1, limit: 100, webhooks, ...next } });
      },
    );
    await visit(tab, under, `/webhooks?search=${last}.example.com`);
    await tab.getByText(`Searched the newest ${searchedAtFirst}`, { exact: true }).waitFor();
    await tab.getByRole("button", { name: "Search more" }).click();
    await tab.getByText(`https://${last}.example.com/`).waitFor();
    await tab.close();
    await under.webhooks.delete(webhook.webhook_id);
  });

  test("opens another page also while the service is away", async () => {
    const tab = await page.context().newPage();
    const pages = waitForPages(tab);
    await visit(tab, under, "/webhooks");
    await pages;
    await tab.route("**/*", (route) => route.abort());
    await tab.getByRole("link", { name: "Tokens" }).click();
    await tab.getByRole("heading", { level: 1, name: "Tokens" }).waitFor();
    await tab.close();
  });

  test("what could not be fetched again is said to be out of date, until it is", async () => {
    const { webhook_id } = await createWebhook();
    await open(`/webhooks/${webhook_id}`);
    await isComplete();
    const json = { name: "InternalServerError", message: "Something went wrong." };
    await page.route(apiPaths, (route) => route.fulfill({ status: 500, json }));
    const outdated = page.getByText("What is shown may be out of date.");
    // The webhook, its health, and its deliveries.
    await expect.poll(() => outdated.count()).toBe(3);
    await page.getByText(webhook_id).first().waitFor();
    await page.unrouteAll({ behavior: "wait" });
    await expect.poll(() => outdated.count()).toBe(0);
  });

  test("nothing that strangers write runs or turns the text around", async () => {
    endpoint.respond = (response) => response.writeHead(500).end(payloads.join("\n").slice(0, 1_000));
    const token = await createToken({ organization_id: "strangers" });
    const options = { baseUrl: under.url, token };
    const [webhooks, delivery] = [createWebhooksClient(options), createDeliveryClient(options)];
    const created = await Promise.all(
      payloads.map((payload, index) =>
        webhooks.create({
          url: `${endpoint.url}?${encodeURI(payload)}#${index}`,
          event_types: ["message.received"],
          inbox_ids: [payload],
        }),
      ),
    );
    const [example] = Object.values(eventExamples["message.received"]);
    const events = payloads.map((payload, index) => ({
      event: {
        ...structuredClone(example),
        event_id: `evt_${encodeURIComponent(payload)}${index}`.slice(0, 200),
      } as never,
    }));
    for (const [index, payload] of payloads.entries()) {
      const { event } = events[index] as { event: { message: Record<string, unknown> } };
      event.message = { ...event.message, inbox_id: payload, subject: payload, text: payload };
    }
    await delivery.publishEvents({ events });
    await under.delivery.createToken({ organization_id: `<img src=x onerror=alert(1)>`, scopes: ["webhooks:read"] });

    await open("/webhooks", token);
    await page.getByRole("row").nth(20).waitFor();
    for (const { webhook_id } of created.slice(0, 3)) {
      await open(`/webhooks/${webhook_id}`, token);
      await page.getByText(webhook_id).first().waitFor();
    }
    await open("/deliveries", token);
    await page.getByRole("row").nth(20).waitFor();
    await page.getByRole("row").nth(1).getByRole("link").click();
    await page.getByText("Response body").first().waitFor();
    await page.getByText("inbox_id").first().waitFor();
    await open("/events", token);
    await page.getByRole("row").nth(20).waitFor();
    await page.getByRole("row").nth(1).getByRole("link").click();
    await page.getByText("subject").first().waitFor();
    await open(`/deliveries?event_id=${encodeURIComponent(payloads[0] ?? "")}`, token);
    await page.getByText(/No delivery matches|may only have/).waitFor();
    await open(`/webhooks?search=${encodeURIComponent(payloads[0] ?? "")}`, token);
    await open(`/deliveries/${encodeURIComponent(payloads[0] ?? "")}`, token);
    await page.getByRole("alert").waitFor();
    await open("/tokens", under.token);
    await page.getByText("onerror").waitFor();
    await expectNothingRan();
  });

  test("nothing that a response contains runs, not even texts that the service does not accept today", async () => {
    const { webhook_id } = await createWebhook({ client_id: "support-desk" });
    endpoint.respond = (response) => response.writeHead(500).end("out of order");
    const { delivery_id } = await under.delivery.sendTestEvent(webhook_id, { event_type: "message.received" });
    const hostile = new Set(["client_id", "error", "explanation"]);
    await page.context().route(apiPaths, async (route) => {
      const response = await route.fetch();
      const json: unknown = JSON.parse(await response.text(), (name, value) => {
        if (hostile.has(name)) return payloads.join(" ");
        if (name !== "attempts") return value;
        return payloads.map((text, index) => ({
          ...value[0],
          attempt: index + 1,
          error: text,
          response_excerpt: text,
        }));
      });
      await route.fulfill({ response, json });
    });
    await expect.poll(async () => (await under.delivery.getDelivery(delivery_id)).attempts.length).toBeGreaterThan(0);
    await open(`/deliveries/${delivery_id}`);
    await page
      .getByText("Response body")
      .nth(payloads.length - 1)
      .waitFor();
    await isComplete();
    await expectNothingRan();
    await open(`/webhooks/${webhook_id}`);
    await page.getByText("Client ID").waitFor();
    await page.getByText("Last failure").waitFor();
    await isComplete();
    await expectNothingRan();
    await page.context().unrouteAll({ behavior: "wait" });
    await under.webhooks.delete(webhook_id);
  });

  test("shows a payload of 1 MB at once, with every digit, and repeats it as a signed curl command", async () => {
    const { webhook_id } = await createWebhook({ url: `${endpoint.url}?it's` });
    const [example] = Object.values(eventExamples["message.received"]);
    const event = {
      ...structuredClone(example),
      event_id: "evt_large",
      numbers: Array.from({ length: 50_000 }, (_, index) => index),
      text: "\u202egnol\u001b[31m".repeat(40_000),
    };
    const body = JSON.stringify({ event }).replace('"numbers":', '"exact":9007199254740993,"numbers":');
    const response = await fetch(under.url + operations.publishEvent.path, {
      method: operations.publishEvent.method,
      headers: { authorization: `Bearer ${under.token}`, "content-type": "application/json" },
      body,
    });
    expect(response.status).toBe(202);
    const { deliveries } = await under.delivery.listDeliveries({ event_id: "evt_large", webhook_id });
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await open(`/deliveries/${deliveries[0]?.delivery_id}`);
    await page.getByText("9007199254740993").waitFor();
    await page.getByText("[50000]").click();
    await page.getByText("Show more of 50000").waitFor();
    expect(await page.locator(".json-leaf").count()).toBeLessThan(200);
    await page.getByText("\\u202egnol\\u001b[31m").first().waitFor();

    await button("Copy as curl, signed now").click();
    await page.getByText("Copied").waitFor({ state: "attached" });
    // In a button, it would not be read out.
    expect(await page.locator("button [role=status]").count()).toBe(0);
    const command = await page.evaluate(() => navigator.clipboard.readText());
    const payload = /--data-binary '(.*)'$/s.exec(command)?.[1]?.replaceAll("'\\''", "'") ?? "";
    expect(`{"event":${payload}}`).toBe(body);
    const headers = Object.fromEntries(
      [...command.matchAll(/-H '([^:]+): ([^']*)'/g)].map(([, name, value]) => [name, value]),
    );
    const { secret } = await under.webhooks.get(webhook_id);
    expect(new Webhook(secret).verify(payload, headers)).toMatchObject({ event_id: "evt_large" });
    expect(command).toContain(`curl --globoff '${endpoint.url}?it'\\''s'`);
  });

  test("the focus goes back from a dialog to its button, and on to a page that is opened", async () => {
    const { webhook_id } = await createWebhook();
    await open(`/webhooks/${webhook_id}`);
    for (const close of [() => page.keyboard.press("Escape"), () => button("Cancel").click()]) {
      await button("Edit filter").click();
      await dialog().waitFor();
      await close();
      await dialog().waitFor({ state: "hidden" });
      expect(await focused("textContent")).toBe("Edit filter");
    }
    await open("/webhooks");
    await page.getByRole("row").nth(1).getByRole("link").press("Enter");
    await heading("Webhook").waitFor();
    await expect.poll(() => focused("id")).toBe("main");

    await page.setViewportSize({ width: 1280, height: 400 });
    await open("/publish");
    await heading("Publish a sample").waitFor();
    await page.getByRole("link", { name: "Skip to content" }).press("Enter");
    await expect.poll(() => focused("id")).toBe("main");
    const [title, header] = [heading("Publish a sample"), page.getByRole("banner")];
    expect((await title.boundingBox())?.y).toBeGreaterThanOrEqual((await header.boundingBox())?.height ?? 1_000);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  test("the focus goes to the heading when the button that had it is gone, also after a dialog", async () => {
    endpoint.respond = (response) => response.writeHead(204).end();
    const { webhook_id } = await createWebhook();
    await open(`/webhooks/${webhook_id}`);
    await button("Disable").press("Enter");
    await dialog().getByRole("button", { name: "Disable" }).press("Enter");
    await button("Enable").waitFor();
    await expect.poll(() => focused("textContent")).toBe("Webhook");
    await button("Enable").press("Enter");
    await button("Disable").waitFor();
    await expect.poll(() => focused("textContent")).toBe("Webhook");

    const { delivery_id } = await under.delivery.sendTestEvent(webhook_id, { event_type: "message.received" });
    await open(`/deliveries/${delivery_id}`);
    await expect.poll(() => button("Resend").isEnabled()).toBe(true);
    const [sending, goOn] = gate();
    endpoint.respond = async (response) => {
      await sending;
      response.writeHead(204).end();
    };
    await button("Resend").press("Enter");
    await expect.poll(() => focused("textContent")).toBe("Delivery");
    goOn();
    await expect.poll(() => button("Resend").isEnabled()).toBe(true);
    endpoint.respond = (response) => response.writeHead(204).end();

    await open(`/webhooks/${webhook_id}`);
    await button("Edit filter").press("Enter");
    await dialog().waitFor();
    await under.webhooks.delete(webhook_id);
    await page.getByText("It may have been deleted").first().waitFor();
    await page.keyboard.press("Escape");
    await dialog().waitFor({ state: "hidden" });
    await expect.poll(() => focused("textContent")).toBe("Webhook");

    await open("/events?event_type=message.received");
    await button("Clear filters").press("Enter");
    await expect.poll(() => focused("textContent")).toBe("Events");
  });

  test("a change is sent once, and its button keeps the focus meanwhile", async () => {
    const { webhook_id } = await createWebhook();
    await open(`/webhooks/${webhook_id}`);
    const [changing, goOn] = gate();
    let sent = 0;
    await page.route("**/rotate-secret", async (route) => {
      sent++;
      await changing;
      await route.continue();
    });
    await button("Rotate secret").click();
    const overlap = dialog().getByLabel("Seconds during which both secrets sign");
    await overlap.press("Enter");
    await expect.poll(() => button("Cancel").isDisabled()).toBe(true);
    await overlap.press("Enter");
    await dialog().getByRole("button", { name: "Rotate secret" }).press("Enter");
    expect(await focused("textContent")).toBe("Rotate secret");
    goOn();
    await button("Done").click();
    expect(sent).toBe(1);
    await page.unrouteAll({ behavior: "wait" });
    await under.webhooks.delete(webhook_id);
  });

  test("the same notice again is another one, which is read out", async () => {
    const { webhook_id } = await createWebhook();
    await open(`/webhooks/${webhook_id}`);
    await button("Edit filter").waitFor();
    await page.evaluate(() => {
      const notices: string[] = [];
      Object.assign(window, { notices });
      new MutationObserver((records) => {
        for (const { addedNodes } of records) notices.push(...Array.from(addedNodes, (node) => node.textContent ?? ""));
      }).observe(document.querySelector(".notices") as Element, { childList: true });
    });
    for (const inboxes of ["in_1", "in_1\nin_2"]) {
      await button("Edit filter").click();
      await dialog().getByLabel("Inboxes").fill(inboxes);
      await button("Save").click();
      await dialog().waitFor({ state: "hidden" });
    }
    const notices = () => page.evaluate(() => (window as unknown as { notices: string[] }).notices);
    await expect.poll(notices).toEqual(["Event filter changed.", "Event filter changed."]);
    await under.webhooks.delete(webhook_id);
  });

  test("new deliveries do not move what is read above them", async () => {
    endpoint.respond = (response) => response.writeHead(204).end();
    const { webhook_id } = await createWebhook();
    await publish(1);
    await page.setViewportSize({ width: 1280, height: 400 });
    await open(`/webhooks/${webhook_id}`);
    await page.getByRole("row").nth(1).waitFor();
    await isComplete();
    await page.evaluate(() => scrollTo(0, 100));
    await publish(3);
    await page.getByRole("row").nth(4).waitFor();
    expect(await page.evaluate(() => scrollY)).toBe(100);
    await page.setViewportSize({ width: 1280, height: 900 });
    await under.webhooks.delete(webhook_id);
  });

  test("keeps what is typed in a filter where it is typed", async () => {
    await createWebhook({ url: "https://abbc.example.com/" });
    await open("/webhooks?search=ac");
    const search = page.getByLabel("Search webhooks");
    await search.press("Home");
    await search.press("ArrowRight");
    await search.pressSequentially("bb");
    expect(await search.inputValue()).toBe("abbc");
    await page.getByText("https://abbc.example.com/").waitFor();
    await expect.poll(() => page.url()).toContain("search=abbc");

    await open("/events");
    const since = page.getByLabel("Since");
    await since.fill("2026-01-16T09:30");
    await expect.poll(() => page.url()).toContain("since=2026-01-1");
    expect(await since.inputValue()).toBe("2026-01-16T09:30");
    await button("Clear filters").click();
    await expect.poll(() => since.inputValue()).toBe("");
  });

  test("has no finding of axe, in light and in dark", async () => {
    const { webhook_id } = await createWebhook();
    const { delivery_id } = await under.delivery.sendTestEvent(webhook_id, { event_type: "message.received" });
    const { event_id } = await under.delivery.getDelivery(delivery_id);
    for (const path of [
      "/webhooks",
      "/events",
      `/events/${event_id}`,
      "/deliveries",
      `/deliveries/${delivery_id}`,
      "/publish",
      "/operator-webhook",
      "/tokens",
      `/webhooks/${webhook_id}`,
    ]) {
      await open(path);
      await isComplete();
      expect(await findingsInBoth(), path).toEqual([]);
    }
    for (const name of ["Send a test", "Edit filter", "Set limits", "Recover", "Rotate secret", "Disable", "Delete"]) {
      await button(name).click();
      await dialog().waitFor();
      expect(await findingsInBoth("dialog"), name).toEqual([]);
      await page.keyboard.press("Escape");
    }
  });

  test("fits a phone of 360 pixels", async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    const [{ webhook_id } = { webhook_id: "" }] = await under.webhooks.list({ limit: 1 }).toArray({ max: 1 });
    for (const path of [
      "/webhooks",
      `/webhooks/${webhook_id}`,
      "/deliveries",
      "/publish",
      "/operator-webhook",
      "/tokens",
    ]) {
      await open(path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBe(360);
    }
  });

  test("fits the width of a tablet, and of half a screen", async () => {
    await open("/webhooks");
    await heading("Webhooks").waitFor();
    for (const width of [800, 1_024]) {
      await page.setViewportSize({ width, height: 740 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
  });
});
