import { defineConfig } from "vitest/config";

export default defineConfig({
  // Other packages of the workspace are tested from their sources.
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  test: {
    isolate: false,
    // For a machine that runs other test suites at the same time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
