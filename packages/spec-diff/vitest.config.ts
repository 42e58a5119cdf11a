import { defineConfig } from "vitest/config";

export default defineConfig({
  // oasdiff is a program of its own, and starts slowly when other suites run beside this one.
  test: { testTimeout: 60_000 },
});
