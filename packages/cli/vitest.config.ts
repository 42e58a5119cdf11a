import { defineConfig } from "vitest/config";

export default defineConfig({
  // Other packages of the workspace are tested from their sources.
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  // Services and processes take their time to start when other suites run beside this one.
  test: { hookTimeout: 60_000, testTimeout: 60_000, expect: { poll: { timeout: 20_000, interval: 20 } } },
});
