import { defineConfig } from "vitest/config";

export default defineConfig({
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  test: { include: ["test/report/*.test.ts"], testTimeout: 60_000 },
});
