import { execFile } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const run: typeof execFile.__promisify__ = promisify(execFile);

/** The packages that users install, in the order of their dependencies. */
export const installedPackages = ["types", "client", "receiver"] as const;
export type InstalledPackage = (typeof installedPackages)[number];

export const packages: string = fileURLToPath(new URL("../../../", import.meta.url));

/** A project outside the workspace with the packed packages installed. */
export interface InstalledProject extends AsyncDisposable {
  readonly folder: string;
  readonly tarballs: Readonly<Record<InstalledPackage, string>>;
}

export async function installPackages(): Promise<InstalledProject> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "agent-webhooks-installed-")));
  const modules = join(folder, "node_modules");
  const entries = await Promise.all(installedPackages.map(async (name) => [name, await install(name)] as const));
  // The only third-party dependency.
  await symlink(await realpath(join(packages, "client/node_modules/openapi-fetch")), join(modules, "openapi-fetch"));
  return {
    folder,
    tarballs: Object.fromEntries(entries) as Record<InstalledPackage, string>,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };

  async function install(name: InstalledPackage): Promise<string> {
    const tarball = join(folder, `${name}.tgz`);
    const target = join(modules, "@agent-webhooks", name);
    await mkdir(target, { recursive: true });
    await run("pnpm", ["pack", "--out", tarball], { cwd: join(packages, name) });
    await run("tar", ["-xzf", tarball, "-C", target, "--strip-components=1"]);
    return tarball;
  }
}
