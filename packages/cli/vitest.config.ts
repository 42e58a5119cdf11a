import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // Other packages of the workspace are tested from their sources.
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  test: {
    // Loads modules, and the WebAssembly of the embedded database, once for each worker instead of each file.
    isolate: false,
    // Optimizing the WebAssembly of the embedded database takes longer than it saves in a worker's short life.
    execArgv: ["--liftoff-only"],
    // The default on two cores is one; but io.test.ts mostly waits for processes.
    maxWorkers: 2,
    // Keeps compiled code for the next process.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL("node_modules/.cache/node-compile/", import.meta.url)) },
    // Services and processes start slowly while other suites are running.
    hookTimeout: 180_000,
    testTimeout: 180_000,
    expect: { poll: { timeout: 60_000, interval: 20 } },
  },
});
