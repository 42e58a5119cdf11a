import { defineConfig } from "vitest/config";

/**
 * The tests that Stryker runs: those that wait for nothing. One after the other, for it has to know which test runs a
 * mutant.
 */
export default defineConfig({
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  test: {
    include: ["test/report/*.test.ts", "test/receiver/{mutants,checks,curl}.test.ts"],
    testNamePattern: /^(?!.*(: silence|: death|left alone: (?!hand_written)))/,
    testTimeout: 60_000,
    env: { ONE_AFTER_THE_OTHER: "1" },
  },
});
