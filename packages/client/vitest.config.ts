import { defineConfig } from "vitest/config";

export default defineConfig({
  // Other packages of the workspace are tested from their sources.
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  test: { typecheck: { enabled: true } },
});
