/**
 * Follows the READMEs as a newcomer does: a fresh clone of the last commit, an empty home, every command as it is typed,
 * top to bottom. The commands are read from the READMEs, and one that is neither run here nor named in `elsewhere` fails.
 *
 *   node .ci/tour.ts
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** Commands that are not run here, and where they are. */
const elsewhere: Readonly<Record<string, string>> = {
  test: ".ci/run",
  typecheck: ".ci/run",
  lint: ".ci/run",
  "supply-chain": ".ci/run",
  mutants: ".ci/run",
  contract: "a part of test",
  "generate --watch": "packages/generator/test",
  turbo: "every build",
  build: "start",
  format: "changes files",
  "version-packages": "changes files",
  recipes: "takes minutes",
  "test:busy": "takes hours",
  bench: "takes minutes",
  "pack:all": "siblings",
  siblings: ".ci/run",
  "generate --check": ".ci/run",
};

const run = "npx -y pnpm@12";
const folder = mkdtempSync(join(tmpdir(), "tour-"));
const clone = join(folder, "clone");
const home = join(folder, "home");
mkdirSync(home);
execFileSync("git", ["clone", "--quiet", "--depth=1", `file://${resolve(import.meta.dirname, "..")}`, clone]);

const { PATH = "", npm_config_userconfig = "" } = process.env;
const registry = existsSync(npm_config_userconfig) ? { npm_config_userconfig } : {};
/** Without what pnpm adds for its scripts: a newcomer has only what is installed on the machine. */
const path = PATH.split(":").filter((entry) => !/node_modules|pnpm/.test(entry));
const env: Record<string, string> = { HOME: home, PATH: path.join(":"), NO_COLOR: "1", CI: "1", ...registry };

const children = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of children) {
    try {
      if (child.exitCode === null) signalGroup(child, "SIGKILL");
    } catch {
      // It has ended.
    }
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(1));

const startedAt = performance.now();
let count = 0;

class TourError extends Error {}

/** Starts a command in bash; `printed` waits for its output to match. */
function start(command: string, more: Readonly<Record<string, string>> = {}) {
  const child = spawn("bash", ["-c", command], { cwd: clone, env: { ...env, ...more }, detached: true });
  children.add(child);
  let output = "";
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
      for (const check of waiting) check();
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  const printed = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const check = () => {
        const match = pattern.exec(output);
        if (match !== null) resolve(match);
      };
      waiting.add(check);
      check();
      void exited.then((code) => reject(new TourError(`$ ${command}\n${output}\nexited with ${code}, not ${pattern}`)));
    });
  return { child, exited, printed, output: () => output };
}

/** Sends a signal to a command and to all that it started. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid !== undefined) process.kill(-pid, signal);
}

/**
 * Runs a command that has to succeed, and returns what it printed.
 *
 * @param typed the command as it is reported, without a token
 */
async function type(command: string, more: Readonly<Record<string, string>> = {}, typed = command): Promise<string> {
  const before = performance.now();
  const { exited, output } = start(command, more);
  const code = await exited;
  if (code !== 0) throw new TourError(`$ ${command}\n${output()}\nexited with ${code}`);
  report(typed, before);
  return output();
}

function report(command: string, before: number): void {
  count++;
  console.log(`${((performance.now() - before) / 1000).toFixed(1).padStart(6)} s  ${command}`);
}

function assert(holds: boolean, message: string): void {
  if (!holds) throw new TourError(message);
}

/** Waits until something holds, 20 s at most. */
async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    assert(tries < 200, `${what}: not within 20 s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

const isUp = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

/** A part of a README: a command, a line of output, TypeScript, or a heading. */
interface Part {
  readonly kind: "command" | "output" | "code" | "heading";
  readonly text: string;
}

/** The commands of a README with the output that follows them, and its TypeScript, in order. */
function readParts(file: string): Part[] {
  const text = readFileSync(join(clone, file), "utf8");
  const parts: Part[] = [];
  for (const [, code, block, inline, heading] of text.matchAll(
    /^```ts\n([\s\S]*?)^```$|((?:^ {4}\S.*\n)(?:(?: {4}.*)?\n)*)|`((?:npx -y pnpm@12|bash \.ci\/)[^`\n]*)`|^#+ (.*)$/gm,
  )) {
    if (heading !== undefined) parts.push({ kind: "heading", text: heading });
    if (code !== undefined) parts.push({ kind: "code", text: code });
    if (inline !== undefined) parts.push({ kind: "command", text: inline });
    for (const line of block?.split("\n") ?? []) {
      const text = line.trim();
      const isCommand = /^([A-Z_]+=\S+ )?(npx|export|bash|curl) /.test(text);
      if (text !== "") parts.push({ kind: isCommand ? "command" : "output", text: text.replace(/ +# .*$/, "") });
    }
  }
  return parts;
}

/** Fails unless the output has the first word of each line of the README. */
function compareOutput(command: string, printed: string, documented: readonly string[]): void {
  for (const line of documented) {
    const word = line.split(/\s/, 1)[0] ?? "";
    assert(printed.includes(word), `$ ${command}\n${printed}\nhas no ${word}, as in the README: ${line}`);
  }
}

/** Fails if the README has a command that the tour knows nothing of. */
function assertComplete(): void {
  const readme = readFileSync(join(clone, "README.md"), "utf8");
  const typed = readParts("README.md").map(({ text }) => text);
  const unbuilt = ["agent-webhooks", "webhooks-contract", "serve", "mock"];
  for (const [, ...names] of readme.matchAll(/^\| `([\w:-]+)`(?:, `([\w: -]+)`)? +\|/gm)) {
    for (const name of names.filter((name) => name !== undefined)) {
      const isKnown = name in elsewhere || unbuilt.includes(name) || typed.includes(`${run} ${name}`);
      assert(isKnown, `.ci/tour.ts does not run ${name}, a command of the README: add it there, or to \`elsewhere\``);
    }
  }
}

/** Nothing is built yet: what needs no build must not ask for one. */
async function tourUnbuilt(): Promise<void> {
  await type(`${run} agent-webhooks --version`);
  await type(`${run} webhooks-contract --version`);
  const beforeMock = performance.now();
  const mock = start(`${run} mock --port ${await freePort()}`);
  const [, url = ""] = await mock.printed(/at (http:\S+)\. /);
  report(`${run} mock`, beforeMock);
  const list = await type(`${run} agent-webhooks webhooks list`, {
    AGENT_WEBHOOKS_URL: url,
    AGENT_WEBHOOKS_TOKEN: "any",
  });
  assert(/^wh_/m.test(list), `the CLI lists nothing of the mock:\n${list}`);
  await stopByWrapper(mock.child, url);
  const beforeServe = performance.now();
  const serve = start(`${run} serve`, { PORT: "0", DATA_DIR: ".data-serve" });
  const [, served = ""] = await serve.printed(/agent-webhooks +(http:\S+)/);
  report(`${run} serve`, beforeServe);
  await stopByWrapper(serve.child, served);
  await until("serve has unlocked its data", () => !existsSync(join(clone, ".data-serve/lock")));
}

/** `npx … & kill $!`: the signal reaches only npx, and what it runs has to end, too. */
async function stopByWrapper(child: ChildProcess, url: string): Promise<void> {
  child.kill("SIGTERM");
  await until(`${url} after npx was killed`, async () => !(await isUp(url)));
}

/** The README of the repository. */
async function tourReadme(): Promise<void> {
  const parts = readParts("README.md");
  const done = new Set<string>();
  let port = 0;
  let service: ReturnType<typeof start> | undefined;
  let listener: ReturnType<typeof start> | undefined;
  let receiver: ReturnType<typeof start> | undefined;
  let webhook = "";
  for (const [index, { kind, text }] of parts.entries()) {
    if (kind === "output" || kind === "heading") continue;
    const end = parts.findIndex((part, at) => at > index && part.kind !== "output");
    const documented = parts.slice(index + 1, end < 0 ? parts.length : end).map(({ text }) => text);
    if (kind === "code") {
      // As the README says. The receiver listens until the end.
      const file = join(clone, "packages/example-service/example.ts");
      // Just before it is used, so that no other program takes it meanwhile.
      if (text.includes(".listen(")) port = await freePort();
      writeFileSync(file, text.replace("3000", String(port)));
      const command = parts.find(({ text }) => text.includes("exec node"))?.text ?? "";
      if (!text.includes(".listen(")) await type(command);
      else {
        receiver = start(command);
        await until("the receiver of the README", () => isUp(`http://127.0.0.1:${port}/`));
      }
      continue;
    }
    const name = text.replace(`${run} `, "").replace(/^test .*/, "test");
    if (text === run || done.has(text) || name in elsewhere || text.includes("exec node")) continue;
    done.add(text);
    const before = performance.now();
    if (text === `${run} start`) {
      service = start(text, { PORT: "0" });
      env.AGENT_WEBHOOKS_URL = (await service.printed(/agent-webhooks +(http:\S+)/))[1] ?? "";
      await service.printed(/token +awt_\S+/);
      compareOutput(text, service.output(), documented);
      report(text, before);
    } else if (text.startsWith("export AGENT_WEBHOOKS_TOKEN=")) {
      env.AGENT_WEBHOOKS_TOKEN = (await service?.printed(/token +(awt_\S+)/))?.[1] ?? "";
    } else if (text.endsWith("agent-webhooks listen")) {
      listener = start(text);
      await listener.printed(/Ctrl-C/);
      report(text, before);
    } else if (text.includes("dlv_")) {
      const list = await type(`${run} agent-webhooks deliveries list --webhook-id ${webhook} --json`);
      const { delivery_id } = JSON.parse(list.slice(list.indexOf("[")))[0];
      compareOutput(text, await type(text.replace(/dlv_\w+/, delivery_id)), documented);
    } else if (text.includes("webhooks delete")) await type(text.replace(/wh_\w+/, webhook));
    else {
      const command = text.replace("awt_…", env.AGENT_WEBHOOKS_TOKEN ?? "").replace("3000", String(port));
      const printed = await type(command, {}, text);
      if (text.includes("webhooks create")) {
        webhook = /^webhook_id +(wh_\w+)/m.exec(printed)?.[1] ?? "";
        env.WEBHOOK_SECRET = /^secret +(whsec_\S+)/m.exec(printed)?.[1] ?? "";
      }
      if (text.includes("publish")) await listener?.printed(/verified/);
      else compareOutput(command, printed, documented);
    }
  }
  if (listener !== undefined) signalGroup(listener.child, "SIGINT");
  await listener?.exited;
  assert(/Deleted the webhook/.test(listener?.output() ?? ""), `listen did not end well:\n${listener?.output()}`);
  if (receiver !== undefined) signalGroup(receiver.child, "SIGTERM");
  await tourExampleService();
  if (service !== undefined) await stopByWrapper(service.child, env.AGENT_WEBHOOKS_URL ?? "");
  await until("start has unlocked its data", () => !existsSync(join(clone, ".data/lock")));
}

/** The commands of the example service, in the state that the tour left. */
async function tourExampleService(): Promise<void> {
  const parts = readParts("packages/example-service/README.md").filter(({ kind }) => kind === "command");
  const before = performance.now();
  const startCommand = parts.find(({ text }) => text.endsWith("example-service start"))?.text ?? "";
  const desk = start(startCommand.replace("awt_…", env.AGENT_WEBHOOKS_TOKEN ?? ""), { PORT: String(await freePort()) });
  const [, url = ""] = await desk.printed(/support desk at (http:\S+): /);
  report(startCommand, before);
  await type(parts.find(({ text }) => text.includes("publish"))?.text ?? "");
  await until("the ticket of the published message", async () => {
    const response = await fetch(`${url}/tickets`);
    return (await response.text()).includes("Refund");
  });
  signalGroup(desk.child, "SIGTERM");
  await desk.exited;
  assert(!/Error/.test(desk.output()), `the example service printed an error:\n${desk.output()}`);
}

try {
  assertComplete();
  await tourUnbuilt();
  await tourReadme();
  console.log(`${count} commands in ${Math.round((performance.now() - startedAt) / 1000)} s.`);
} catch (error) {
  if (!(error instanceof TourError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
process.exit();
