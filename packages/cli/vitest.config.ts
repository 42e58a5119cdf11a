import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // Other packages of the workspace are tested from their sources.
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  test: {
    // Modules, and the WebAssembly of the embedded database, are loaded once in a worker and not once for each file.
    isolate: false,
    // Workers live for a minute: to optimise the WebAssembly of the embedded database takes longer than it spares.
    execArgv: ["--liftoff-only"],
    // One is the default on two cores; one file starts processes and waits for them, the others share the second.
    maxWorkers: 2,
    // What Node has compiled for a program stays for the next one.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL("node_modules/.cache/node-compile/", import.meta.url)) },
    // Services and processes take their time to start when other suites run beside this one.
    hookTimeout: 60_000,
    testTimeout: 60_000,
    expect: { poll: { timeout: 20_000, interval: 20 } },
  },
});
