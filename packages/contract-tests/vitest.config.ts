import { defineConfig } from "vitest/config";

export default defineConfig({
  // Other packages of the workspace are tested from their sources.
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  // Compilers and databases take their time when other suites run beside this one.
  test: { maxWorkers: 2, isolate: false, typecheck: { enabled: true }, testTimeout: 60_000, hookTimeout: 60_000 },
});
