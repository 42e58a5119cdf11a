import { defineConfig } from "vitest/config";

/** The tests that Stryker runs: those that wait for nothing, and say which part of the code they are about. */
export default defineConfig({
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  test: {
    include: [
      "test/report/*.test.ts",
      "test/receiver/{curl,delivery,events,fields,patience,send,sent,spellings}.test.ts",
      "test/diff/{mutants,schemas}.test.ts",
    ],
    testTimeout: 60_000,
  },
});
