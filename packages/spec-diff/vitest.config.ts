import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Test files share a process, so that code is loaded and compiled once.
    isolate: false,
    // For a machine that runs other test suites at the same time.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
