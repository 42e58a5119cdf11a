import { defineConfig } from "vitest/config";

export default defineConfig({
  // Each test starts processes, which are slow on a busy machine.
  test: { testTimeout: 60_000 },
});
