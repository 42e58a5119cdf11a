/**
 * Takes pictures of every page, light, dark and narrow, into `screenshots/`.
 *
 *   pnpm --filter @agent-webhooks/console screenshots
 */
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { launchBrowser } from "../../server/test/support/browser.ts";
import { startTestService, visit } from "../test/support/console.ts";
import { addSampleData } from "./sample-data.ts";

const folder = fileURLToPath(new URL("../screenshots/", import.meta.url));
const looks = {
  light: { colorScheme: "light", viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: "dark", viewport: { width: 1280, height: 800 } },
  narrow: { colorScheme: "light", viewport: { width: 360, height: 740 } },
} as const;

const browser = await launchBrowser();
if (typeof browser === "string") throw new Error(browser);
await mkdir(folder, { recursive: true });
const { service, webhooks, delivery } = await startTestService();
const { webhook_id, delivery_id, event_id, close } = await addSampleData({ webhooks, delivery });
const paths = {
  webhooks: "/webhooks",
  webhook: `/webhooks/${webhook_id}`,
  deliveries: "/deliveries",
  delivery: `/deliveries/${delivery_id}`,
  events: "/events",
  event: `/events/${event_id}`,
  publish: "/publish",
  tokens: "/tokens",
};
for (const [look, options] of Object.entries(looks)) {
  const page = await browser.newPage(options);
  for (const [name, path] of Object.entries(paths)) {
    await visit(page, service, path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    for (const loading of await page.getByText("Loading …").all()) await loading.waitFor({ state: "hidden" });
    await page.screenshot({ path: `${folder}${name}-${look}.png`, fullPage: name !== "deliveries" });
  }
  await visit(page, service, "/webhooks");
  await page.getByRole("button", { name: "Create webhook" }).click();
  await page.screenshot({ path: `${folder}create-${look}.png` });
  await page.close();
}
await browser.close();
await close();
await service.close();
console.log(folder);
