/**
 * Installs the service of "Use it from your service" as its users would, and builds, tests, runs and checks it. Needs the
 * registry. The packages are tried on the oldest Node that they name, too.
 *
 *   node siblings/main.ts [workspace] [pnpm] [npm]    default: all
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runOnOldestNode } from "./oldest-node.ts";
import { buildAndTest, readFiles, repository, runAndCheck, writeFiles } from "./sibling.ts";

const pnpm = ["npx", "-y", "pnpm@12"] as const;

function execute(cwd: string, command: readonly string[]): void {
  const [program = "", ...args] = command;
  execFileSync(program, args, { cwd, stdio: ["ignore", "ignore", "inherit"] });
}

/** As a package of a clone of this repository. Changes that are not committed are not in it. */
async function inWorkspace(folder: string): Promise<string> {
  execute(folder, ["git", "clone", "--quiet", "--depth=1", `file://${repository}`, "clone"]);
  const clone = join(folder, "clone");
  const service = join(clone, "packages/my-service");
  await writeFiles(service, await readFiles());
  execute(clone, [...pnpm, "install", "--no-frozen-lockfile", "--prefer-offline"]);
  assertPackBuilds(join(clone, "packages/types"));
  execute(clone, [...pnpm, "turbo", "typecheck", "build", "test", "--filter=my-service"]);
  return runAndCheck(service, join(service, "node_modules/.bin/webhooks-contract"));
}

/** A package that is packed before anything was built builds itself. */
function assertPackBuilds(folder: string): void {
  execute(folder, [...pnpm, "pack", "--out", "unbuilt.tgz"]);
  const files = execFileSync("tar", ["-tzf", "unbuilt.tgz"], { cwd: folder, encoding: "utf8" }).split("\n");
  for (const file of ["package/dist/index.js", "package/dist/index.d.ts", "package/dist/specs/webhooks.yaml"]) {
    if (!files.includes(file)) throw new Error(`the tarball of a package that was not built lacks ${file}`);
  }
}

/** Tarballs by the name of their package. */
function pack(folder: string): ReadonlyMap<string, string> {
  execute(repository, ["node", join(repository, ".ci/pack.ts"), folder]);
  return new Map(
    readdirSync(folder).map((file) => {
      const name = /^agent-webhooks-(.*)-\d+\.\d+\.\d+/.exec(file)?.[1];
      return [`@agent-webhooks/${name}`, `file:${join(folder, file)}`];
    }),
  );
}

/** In a project of its own, from tarballs. */
async function outside(folder: string, install: readonly string[]): Promise<string> {
  const tarballs = pack(join(folder, "tarballs"));
  const workspace = readFileSync(join(repository, "pnpm-workspace.yaml"), "utf8");
  const catalog = new Map(
    [...workspace.matchAll(/^ {2}"?([^":\s]+)"?: (\S+)$/gm)].map(([, name, version]) => [name, version]),
  );
  const files = new Map(await readFiles());
  const manifest = JSON.parse(files.get("package.json") ?? "");
  for (const dependencies of [manifest.dependencies, manifest.devDependencies]) {
    for (const [name, version] of Object.entries(dependencies)) {
      dependencies[name] = version === "catalog:" ? catalog.get(name) : (tarballs.get(name) ?? version);
    }
  }
  // Every tarball, so that nothing of ours is looked for in the registry.
  manifest.devDependencies = { ...Object.fromEntries(tarballs), ...manifest.devDependencies };
  for (const name of Object.keys(manifest.dependencies)) delete manifest.devDependencies[name];
  // What an entry needs beside the dependencies of its package, so that every entry loads.
  const checks = JSON.parse(readFileSync(join(repository, "packages/contract-checks/package.json"), "utf8"));
  for (const peer of Object.keys(checks.peerDependencies)) {
    const version = checks.devDependencies[peer];
    manifest.devDependencies[peer] = version === "catalog:" ? catalog.get(peer) : version;
  }
  files.set("package.json", JSON.stringify(manifest, null, 2));
  const overrides = [...tarballs].map(([name, file]) => `  "${name}": ${file}\n`).join("");
  files.set("pnpm-workspace.yaml", `overrides:\n${overrides}allowBuilds:\n  esbuild: true\n  "@scarf/scarf": false\n`);

  const service = join(folder, "my-service");
  await mkdir(service);
  await writeFiles(service, files);
  execute(service, install);
  const bin = join(service, "node_modules/.bin");
  await buildAndTest(service, bin);
  const report = await runAndCheck(service, join(bin, "webhooks-contract"));
  return `${report}${await runOnOldestNode(service)}`;
}

const forms: Readonly<Record<string, (folder: string) => Promise<string>>> = {
  workspace: inWorkspace,
  pnpm: (folder) => outside(folder, [...pnpm, "install", "--prefer-offline"]),
  npm: (folder) =>
    outside(folder, ["npm", "install", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"]),
};

// A signal that is not handled would end this program at once, and leave its folder.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(1));

const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(forms);
for (const name of chosen) {
  const form = forms[name];
  if (form === undefined) throw new Error(`unknown form ${name}: ${Object.keys(forms).join(", ")}`);
  const folder = mkdtempSync(join(tmpdir(), "my service-"));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  process.once("exit", remove);
  try {
    console.log(`${name}:\n${(await form(folder)).trim().replaceAll(/^/gm, "  ")}`);
  } finally {
    remove();
    process.off("exit", remove);
  }
}
