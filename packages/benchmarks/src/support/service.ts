import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { kill as killProcess, peakMemoryOf } from "./child.ts";
import { directoryOf } from "./packages.ts";

/** The service as users run it: the built program in a process of its own. */
export interface Service extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  /** Highest resident memory so far, in bytes; 0 except on Linux. */
  peakMemory(): number;
  readonly pid: number;
  /** Sends SIGTERM, and waits for the process to exit. */
  stop(): Promise<void>;
}

const program = join(directoryOf("@agent-webhooks/cli"), "bin", "agent-webhooks.js");
export const token = "awt_0123456789012345678901234567890123456789012";

/** Starts the service with these settings. */
export async function startService(settings: Readonly<Record<string, string>>): Promise<Service> {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, [program, "serve"], {
    env: {
      PATH,
      PORT: "0",
      BOOTSTRAP_TOKEN: token,
      ENCRYPTION_KEY: Buffer.alloc(32, 9).toString("base64"),
      ALLOW_HTTP: "true",
      ALLOW_PRIVATE_NETWORK: "true",
      LOG_LEVEL: "error",
      // Some rows create 100,000.
      MAX_WEBHOOKS: "0",
      ...settings,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  // Also when this process is killed or fails.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  const url = await listening(child);
  return {
    url,
    token,
    pid: child.pid ?? 0,
    peakMemory: () => peakMemoryOf(child),
    async stop() {
      const exited = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await exited;
    },
    [Symbol.asyncDispose]: () => killProcess(child),
  };
}

/** The address it prints when it is ready. */
function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = "";
    child.stdout?.on("data", (chunk) => {
      printed += chunk;
      const [, url] = /agent-webhooks +(\S+)[\s\S]*\n\n$/.exec(printed) ?? [];
      if (url !== undefined) resolve(url);
    });
    child.once("exit", (code) => reject(new Error(`the service ended with ${code}`)));
  });
}
