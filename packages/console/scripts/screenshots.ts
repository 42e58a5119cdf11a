/**
 * Takes pictures of every page, light, dark and narrow, into `screenshots/`, and writes the two of the README, smaller.
 *
 *   pnpm --filter @agent-webhooks/console screenshots
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
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
  "operator-webhook": "/operator-webhook",
  tokens: "/tokens",
};
for (const [look, options] of Object.entries(looks)) {
  const page = await browser.newPage(options);
  for (const [name, path] of Object.entries(paths)) {
    await visit(page, service, path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    for (const loading of await page.getByText("Loading …").all()) await loading.waitFor({ state: "hidden" });
    await page.screenshot({
      path: `${folder}${name}-${look}.png`, // Rows outside of the window are not rendered.
      fullPage: !["deliveries", "events"].includes(name),
    });
  }
  await visit(page, service, "/webhooks");
  await page.getByRole("button", { name: "Create webhook" }).click();
  await page.screenshot({ path: `${folder}create-${look}.png` });
  await page.close();
}
await writeForReadme("webhook-light", "webhook");
await writeForReadme("delivery-dark", "delivery");
await browser.close();
await close();
await service.close();
console.log(folder);

/** Writes the upper part of a picture in the size and format of the README. */
async function writeForReadme(picture: string, name: string): Promise<void> {
  if (typeof browser === "string") throw new Error(browser);
  const page = await browser.newPage();
  const png = (await readFile(`${folder}${picture}.png`)).toString("base64");
  const url = await page.evaluate(async (source) => {
    const image = new Image();
    image.src = `data:image/png;base64,${source}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [860, 760];
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("the browser has no canvas");
    context.imageSmoothingQuality = "high";
    context.drawImage(image, 0, 0, canvas.width, (image.height * canvas.width) / image.width);
    return canvas.toDataURL("image/webp", 0.85);
  }, png);
  await writeFile(new URL(`../images/${name}.webp`, import.meta.url), Buffer.from(url.split(",")[1] ?? "", "base64"));
  await page.close();
}
