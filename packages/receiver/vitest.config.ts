import { defineConfig } from "vitest/config";

export default defineConfig({
  // Resolves the other packages of the workspace to their sources.
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  // Test files leave no state behind, so they share a process and its loaded modules.
  test: {
    typecheck: { enabled: true },
    isolate: false,
    // For a machine that runs other test suites at the same time.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000, interval: 20 } },
  },
});
