import { execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const run: typeof execFile.__promisify__ = promisify(execFile);

export const packages: string = fileURLToPath(new URL("../../../", import.meta.url));

/** The parts of a package.json that are compared. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly engines: { readonly node: string };
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly repository?: { readonly url: string; readonly directory: string };
  readonly [field: string]: unknown;
}

export const manifestIn = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

/** Folders of the published packages below `packages`. */
export const published: readonly string[] = globSync("*/package.json", { cwd: packages })
  .map(dirname)
  .filter((name) => !manifestIn(join(packages, name)).private)
  .sort();

/** A project outside the workspace in which the packed packages are installed. */
export interface InstalledProject extends AsyncDisposable {
  readonly folder: string;
  /** Paths by folder of the package. */
  readonly tarballs: Readonly<Record<string, string>>;
}

/**
 * Packs the published packages and installs them as pnpm would, without a network: each has the dependencies that its
 * packed manifest names, and no others. `.ci/siblings.ts` has npm and pnpm do the same.
 */
export async function installPackages(): Promise<InstalledProject> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "agent-webhooks-installed-")));
  const packed = join(folder, "tarballs");
  await run("node", [join(packages, "../.ci/pack.ts"), packed]);
  const tarballs = published.map((name) => {
    const { version } = manifestIn(join(packages, name));
    return [name, join(packed, `agent-webhooks-${name}-${version}.tgz`)] as const;
  });
  await Promise.all(tarballs.map(([name, tarball]) => install(name, tarball)));
  return {
    folder,
    tarballs: Object.fromEntries(tarballs),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };

  async function install(name: string, tarball: string): Promise<void> {
    const target = join(folder, "node_modules/@agent-webhooks", name);
    await mkdir(target, { recursive: true });
    await run("tar", ["-xzf", tarball, "-C", target, "--strip-components=1"]);
    const manifest = await readFile(join(target, "package.json"), "utf8");
    const { dependencies = {}, peerDependencies = {} }: Manifest = JSON.parse(manifest);
    for (const dependency of Object.keys({ ...dependencies, ...peerDependencies })) {
      if (dependency.startsWith("@agent-webhooks/")) continue;
      const link = join(target, "node_modules", dependency);
      await mkdir(dirname(link), { recursive: true });
      await symlink(await realpath(join(packages, name, "node_modules", dependency)), link);
    }
  }
}
