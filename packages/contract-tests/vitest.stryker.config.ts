import { defineConfig } from "vitest/config";

/**
 * The tests that Stryker runs: those that wait for nothing. One after the other, for it has to know which test runs a
 * mutant. `STRYKER_TESTS` names others.
 */
export default defineConfig({
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  test: {
    include: ["test/report/*.test.ts", "test/receiver/{curl,delivery,events,fields,send,sent,spellings}.test.ts"],
    testTimeout: 60_000,
  },
});
