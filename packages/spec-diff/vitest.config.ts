import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Test files share a process, so that code is loaded and compiled once.
    isolate: false,
    testTimeout: 30_000,
  },
});
