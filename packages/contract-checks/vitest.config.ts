import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // Test the sources of other workspace packages, not their builds.
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  test: {
    // Test files share a process, so that the mock and the compiled schemas are loaded once.
    isolate: false,
    setupFiles: "test/real-timers.ts",
    // The default on two cores is one worker, but much of the time is spent waiting for targets that hang.
    maxWorkers: 2,
    // Keeps compiled code for the next process.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL("node_modules/.cache/node-compile/", import.meta.url)) },
    // Timeouts for a machine that runs other test suites at the same time.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000, interval: 20 } },
  },
});
