import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { minVersion } from "semver";
import { runToEnd } from "./sibling.ts";

/** What a package does at least: its entries load, and these lines run. */
const uses: Readonly<Record<string, string>> = {
  client: `
    import { createWebhooksClient } from "@agent-webhooks/client";
    const fetch = async () => Response.json({ webhook_id: "wh_1" });
    const { webhook_id } = await createWebhooksClient({ baseUrl: "http://127.0.0.1", token: "t", fetch }).get("wh_1");
    if (webhook_id !== "wh_1") throw new Error(webhook_id);`,
  receiver: `
    import { createReceiver } from "@agent-webhooks/receiver";
    import { sampleEvent, sign } from "@agent-webhooks/receiver/testing";
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const payload = JSON.stringify(sampleEvent("message.received"));
    await createReceiver({ secrets: secret }).verify(payload, await sign(payload, { secret }));`,
  "contract-checks": `
    import { startMock } from "@agent-webhooks/contract-checks";
    const mock = await startMock();
    const { status } = await fetch(mock.url + "/agent/v0/webhooks", { headers: { authorization: "Bearer t" } });
    await mock.close();
    if (status !== 200) throw new Error(String(status));`,
  server: `
    import { startService } from "@agent-webhooks/server/testing";
    const service = await startService();
    const { status } = await fetch(service.url + "/readyz");
    await service.close();
    if (status !== 200) throw new Error(String(status));`,
};

/**
 * Runs each package that is installed in a project on the oldest Node that its `engines` allow, which npx fetches.
 *
 * @returns a line for each
 */
export async function runOnOldestNode(project: string): Promise<string> {
  const scope = join(project, "node_modules/@agent-webhooks");
  const lines: string[] = [];
  for (const name of (await readdir(scope)).sort()) {
    const { engines, exports = {}, bin } = JSON.parse(await readFile(join(scope, name, "package.json"), "utf8"));
    const version = String(minVersion(engines.node));
    const platform = process.platform === "win32" ? "win" : process.platform;
    const node = ["-y", `--package=node-${platform}-${process.arch}@${version}`, "--", "node"];
    const entries = Object.keys(exports).filter((path) => !/\.(json|yaml)$/.test(path));
    const imports = entries.map((path) => `import "${join("@agent-webhooks", name, path)}";\n`);
    const program = join(project, `${name}.mjs`);
    await writeFile(program, `${imports.join("")}${uses[name] ?? ""}\nconsole.log(process.versions.node);\n`);
    await runToEnd("npx", [...node, program], { cwd: project });
    for (const path of Object.values<string>(bin ?? {})) {
      await runToEnd("npx", [...node, join(scope, name, path), "--help"], { cwd: project });
    }
    lines.push(`${name} runs on Node ${version}\n`);
  }
  return lines.join("");
}
