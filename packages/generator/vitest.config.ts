import { defineConfig } from "vitest/config";

export default defineConfig({
  // Other packages of the workspace are tested from their sources.
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  // Each test starts processes, which are slow on a busy machine.
  test: { testTimeout: 60_000 },
});
