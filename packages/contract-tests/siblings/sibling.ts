/** The service of `packages/example-service/YOUR-SERVICE.md`: its files, and how it is built, run and checked. */
import { type ExecFileOptions, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createWebhooksClient } from "@agent-webhooks/client";
import { startService } from "@agent-webhooks/server/testing";

const run = promisify(execFile);

export const repository: string = fileURLToPath(new URL("../../../", import.meta.url));

const page = join(repository, "packages/example-service/YOUR-SERVICE.md");

/** Contents by path, as the page shows them. */
export async function readFiles(): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(page, "utf8");
  const blocks = text.matchAll(/^`packages\/my-service\/([^`]+)`(?:(?!^```)[\s\S])*^```\w+\n([\s\S]*?)^```$/gm);
  return new Map([...blocks].map(([, path = "", content = ""]) => [path, content]));
}

export async function writeFiles(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** The environment of the service: its programs come first, and its vitest is not a part of the one that may run this. */
function environmentWith(bin: string): NodeJS.ProcessEnv {
  const foreign = /^(VITEST|NODE_OPTIONS$|NODE_ENV$|TEST$)/;
  const inherited = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(inherited), PATH: `${bin}${delimiter}${process.env.PATH}`, NO_COLOR: "1" };
}

/** Runs a command to its end and returns what it printed. */
export async function runToEnd(command: string, args: readonly string[], options: ExecFileOptions): Promise<string> {
  const { stdout } = await run(command, args, { ...options, encoding: "utf8", maxBuffer: 2 ** 24 }).catch((error) => {
    throw new Error(`${error.message}\n${error.stdout}`);
  });
  return stdout;
}

/** Runs the scripts that compile, bundle and test the service, with the programs in `bin`; returns what they printed. */
export async function buildAndTest(folder: string, bin: string): Promise<string[]> {
  const { scripts } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const printed: string[] = [];
  for (const name of ["typecheck", "build", "test"]) {
    printed.push(await runToEnd("sh", ["-c", scripts[name]], { cwd: folder, env: environmentWith(bin) }));
  }
  return printed;
}

/**
 * Runs the bundled service against the API, and checks it with `webhooks-contract receiver`.
 *
 * @param webhooksContract path of the program
 * @returns its report
 */
export async function runAndCheck(folder: string, webhooksContract: string): Promise<string> {
  await using service = await startService();
  const env: NodeJS.ProcessEnv = {
    ...environmentWith(dirname(webhooksContract)),
    AGENT_WEBHOOKS_URL: service.url,
    AGENT_WEBHOOKS_TOKEN: service.token,
    PORT: "0",
  };
  const program = spawn("node", ["dist/main.js"], { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(program, "exit");
  try {
    let url: string | undefined;
    for await (const line of createInterface({ input: program.stdout })) {
      url = /receives at (\S+)$/.exec(line)?.[1];
      if (url !== undefined) break;
    }
    if (url === undefined) throw new Error("the service ended before it listened");
    const { webhooks } = await createWebhooksClient({ baseUrl: service.url, token: service.token }).list();
    const secret = webhooks.find((webhook) => webhook.url === url)?.secret ?? "";
    return await runToEnd(webhooksContract, ["receiver", "--url", url, "--secret", secret], { cwd: folder, env });
  } finally {
    program.kill();
    await exited;
  }
}
