import { execFile } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const run: typeof execFile.__promisify__ = promisify(execFile);

/** What others install; in the order in which they need each other. */
export const products = ["types", "client", "receiver"] as const;
export type Product = (typeof products)[number];

export const packages: string = fileURLToPath(new URL("../../../", import.meta.url));

/** A project outside the workspace that has installed the packed products, as somebody else's would be. */
export interface Consumer extends AsyncDisposable {
  readonly folder: string;
  readonly tarballs: Readonly<Record<Product, string>>;
}

export async function installProducts(): Promise<Consumer> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "agent-webhooks-consumer-")));
  const modules = join(folder, "node_modules");
  const entries = await Promise.all(products.map(async (product) => [product, await install(product)] as const));
  // The one dependency that is not ours.
  await symlink(await realpath(join(packages, "client/node_modules/openapi-fetch")), join(modules, "openapi-fetch"));
  return {
    folder,
    tarballs: Object.fromEntries(entries) as Record<Product, string>,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };

  async function install(product: Product): Promise<string> {
    const tarball = join(folder, `${product}.tgz`);
    const target = join(modules, "@agent-webhooks", product);
    await mkdir(target, { recursive: true });
    await run("pnpm", ["pack", "--out", tarball], { cwd: join(packages, product) });
    await run("tar", ["-xzf", tarball, "-C", target, "--strip-components=1"]);
    return tarball;
  }
}
