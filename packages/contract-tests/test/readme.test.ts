import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { type Service, startService } from "@agent-webhooks/server/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { packages, run } from "./products/install-packages.ts";

const example = join(packages, "client/examples/first-webhook.ts");

/** Runs a program against the sources of the workspace and returns its output. */
async function runSource(file: string, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const { stdout } = await run("node", ["--conditions=@agent-webhooks/source", file], { env });
  return stdout;
}

const blocksOf = (readme: string) => [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code ?? "");

/** Writes examples to files in this package, which depends on everything that they import, and uses them in order. */
async function withFiles<Result>(blocks: readonly string[], use: (file: string) => Promise<Result>): Promise<Result[]> {
  const folder = await mkdtemp(join(packages, "contract-tests/test/.readme-"));
  try {
    const results: Result[] = [];
    for (const [index, code] of blocks.entries()) {
      const file = join(folder, `example-${index}.ts`);
      await writeFile(file, code);
      results.push(await use(file));
    }
    return results;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the README of the repository", () => {
  let service: Service;
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    service = await startService();
    env = { ...process.env, AGENT_WEBHOOKS_URL: service.url, AGENT_WEBHOOKS_TOKEN: service.token };
  });
  afterAll(() => service?.close());

  test("contains the example of the client", async () => {
    const readme = await readFile(join(packages, "../README.md"), "utf8");
    expect(readme).toContain(`\`\`\`ts\n${await readFile(example, "utf8")}\`\`\``);
  });

  test("has an example that runs and cleans up", async () => {
    const printed = await runSource(example, env);
    expect(printed).toMatch(/^created (wh_\S+) with the secret whsec_\S+\n\1 support@agents.example.com\n$/);
  });

  test("has a publisher and a receiver that run", async () => {
    const readme = await readFile(join(packages, "../README.md"), "utf8");
    const [, publish = "", receive = ""] = blocksOf(readme);
    expect(await withFiles([publish], (file) => runSource(file, env))).toEqual([
      "{ deliveries: 0, duplicate: true }\n",
    ]);
    // On a free port, without keeping the process alive.
    const unrefed = receive.replace(".listen(3000);", ".listen(0).unref();");
    expect(unrefed).not.toBe(receive);
    const receiving = { ...env, WEBHOOK_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" };
    expect(await withFiles([unrefed], (file) => runSource(file, receiving))).toEqual([""]);
  });

  test("draws every package with an arrow to each dependency", async () => {
    const readme = await readFile(join(packages, "../README.md"), "utf8");
    const drawn = [...readme.matchAll(/^ {2}([\w-]+) --> ([\w-]+)$/gm)].map(([, from, to]) => `${from} --> ${to}`);
    const folders = (await readdir(packages)).filter((name) => existsSync(join(packages, name, "package.json")));
    const actual = folders.map(async (name) => {
      const manifest = JSON.parse(await readFile(join(packages, name, "package.json"), "utf8"));
      // A sibling service may stand beside our packages.
      if (manifest.name !== `@agent-webhooks/${name}`) return [];
      const { dependencies = {} } = manifest;
      const ours = Object.keys(dependencies).filter((dependency) => dependency.startsWith("@agent-webhooks/"));
      return ours.map((dependency) => `${name} --> ${dependency.replace("@agent-webhooks/", "")}`);
    });
    expect(drawn.sort()).toEqual((await Promise.all(actual)).flat().sort());
  });

  test("names every script of the repository", async () => {
    const { scripts } = JSON.parse(await readFile(join(packages, "../package.json"), "utf8"));
    const readme = await readFile(join(packages, "../README.md"), "utf8");
    for (const script of Object.keys(scripts)) expect(readme).toContain(`\`${script}\``);
  });
});

// The examples of client and receiver run in their own suites, which provide the variables that they use.
describe.each(["types", "server", "contract-checks"])("the README of %s", (name) => {
  test("has examples that run", async () => {
    const readme = await readFile(join(packages, name, "README.md"), "utf8");
    const blocks = blocksOf(readme);
    expect(blocks.length).toBeGreaterThan(0);
    vi.spyOn(console, "log").mockReturnValue();
    await withFiles(blocks, (file) => import(file));
  });
});

const root = join(packages, "..");

/** The anchors of a Markdown file, as GitHub derives them from its headings. */
const anchorsOf = (markdown: string) =>
  [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

/** Whether the target of a relative link in `file` exists, with its anchor. A folder shows its README. */
async function hasTarget(file: string, link: string): Promise<boolean> {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? file : resolve(dirname(file), path);
  if (!existsSync(target)) return false;
  if (anchor === undefined) return true;
  const page = target.endsWith(".md") ? target : join(target, "README.md");
  return existsSync(page) && anchorsOf(await readFile(page, "utf8")).includes(anchor);
}

test("relative links in Markdown files lead to existing files and headings", async () => {
  const { stdout } = await run("git", ["ls-files", "*.md"], { cwd: root });
  const broken: string[] = [];
  for (const name of stdout.trim().split("\n")) {
    const file = join(root, name);
    const links = (await readFile(file, "utf8")).matchAll(/\]\((?!\w+:)([^)\s]+)\)/g);
    for (const [, link = ""] of links) if (!(await hasTarget(file, link))) broken.push(`${name}: ${link}`);
  }
  expect(broken).toEqual([]);
});
