import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** In megabytes. */
export interface Memory {
  readonly heap: number;
  readonly rss: number;
}

export interface ServiceProcess {
  readonly url: string;
  readonly token: string;
  memory(): Promise<Memory>;
  stop(): Promise<void>;
}

const token = "a-token-of-the-soak-test";
const megabytes = (bytes: number) => Math.round(bytes / 1_048_576);

/** The service as a process of its own, so that what is measured is its memory. */
export async function startProcess(databaseUrl: string | undefined): Promise<ServiceProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), "agent-webhooks-soak-"));
  const child = spawn(
    process.execPath,
    ["--conditions=@agent-webhooks/source", fileURLToPath(new URL("../../test/support/serve.ts", import.meta.url))],
    {
      env: {
        PORT: "0",
        BOOTSTRAP_TOKEN: token,
        ALLOW_HTTP: "true",
        ALLOW_PRIVATE_NETWORK: "true",
        ...(databaseUrl === undefined
          ? { DATA_DIR: dataDir }
          : { DATABASE_URL: databaseUrl, ENCRYPTION_KEY: Buffer.alloc(32, 5).toString("base64") }),
      },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let printed = "";
  while (!/agent-webhooks +http/.test(printed)) printed += String((await once(child.stdout, "data"))[0]);
  const url = /agent-webhooks +(\S+)/.exec(printed)?.[1] ?? "";
  return {
    url,
    token,
    async memory(): Promise<Memory> {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(metrics)?.[1]);
      return {
        heap: megabytes(value("nodejs_heap_size_used_bytes")),
        rss: megabytes(value("process_resident_memory_bytes")),
      };
    },
    async stop(): Promise<void> {
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "exit");
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
