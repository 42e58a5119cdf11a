import { defineConfig } from "vitest/config";

export default defineConfig({
  // Test files leave no state behind, so they share a process and its loaded modules.
  test: { typecheck: { enabled: true }, isolate: false, testTimeout: 60_000, hookTimeout: 60_000 },
});
