import { defineConfig } from "vitest/config";

export default defineConfig({
  // Other packages of the workspace are tested from their sources. Node gets these conditions too, for `require` as
  // well: "import" and "module" would break node-postgres.
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  test: {
    globalSetup: ["test/support/postgres.ts", "test/support/site.ts", "test/support/confidentiality.ts"],
    setupFiles: "test/support/remember-printed.ts",
    // One is the default on two cores, and most of the time is spent waiting for processes that start.
    maxWorkers: 2,
    // Starting services takes its time when other suites run beside this one.
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000, interval: 20 } },
    testTimeout: 30_000,
  },
});
