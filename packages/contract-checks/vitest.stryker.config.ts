import { defineConfig } from "vitest/config";

/** The tests of the parts: those that wait for nothing, and say which part of the code they are about. */
const suites: Readonly<Record<string, readonly string[]>> = {
  report: ["test/report/*.test.ts"],
  receiver: ["test/receiver/{curl,delivery,events,fields,patience,send,sent,spellings}.test.ts"],
  provider: [
    "test/provider/{answer,arbitrary,each,expect,health,law,many,page-tokens,pause,random,session,start,target,wire}.test.ts",
    "test/provider/each-check.stryker.ts",
  ],
};

/** What Stryker runs against mutants of the checkers. `SUITE` names one. */
export default defineConfig({
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  test: { include: [...(suites[process.env.SUITE ?? ""] ?? [])], testTimeout: 60_000 },
});
