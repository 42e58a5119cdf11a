import { defineConfig } from "vitest/config";

export default defineConfig({
  // Other packages of the workspace are tested from their sources.
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  test: { include: ["test/**/*.test.ts", "contract/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000 },
});
