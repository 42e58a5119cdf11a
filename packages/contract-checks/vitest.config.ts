import { defineConfig } from "vitest/config";

export default defineConfig({
  // Test the sources of other workspace packages, not their builds.
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  test: {
    // Test files share a process, so that the mock and the compiled schemas are loaded once.
    isolate: false,
    // The default on two cores is one worker, but much of the time is spent waiting for targets that hang.
    maxWorkers: 2,
    // Timeouts for a machine that runs other test suites at the same time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
