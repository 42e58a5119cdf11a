import { defineConfig } from "vitest/config";

export default defineConfig({
  // oasdiff is a separate program that starts slowly while other suites run.
  test: { testTimeout: 60_000 },
});
