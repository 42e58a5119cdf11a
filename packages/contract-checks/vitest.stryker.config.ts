import { defineConfig } from "vitest/config";

/** The tests of the parts: those that wait for nothing, and say which part of the code they are about. */
const suites: Readonly<Record<string, readonly string[]>> = {
  report: ["test/{report,run}/*.test.ts"],
  receiver: [
    "test/receiver/{build-request,check-requests,checks,events,fields,json-encodings,send-request,target}.test.ts",
  ],
  provider: [
    "test/provider/{client,concurrently,connection,expect,health,http,page-tokens,pages,preflight,random,rate-limit,response,target}.test.ts",
    "test/provider/mutants.test.ts",
  ],
};

/** What Stryker runs against mutants of the checkers. `SUITE` names one. */
export default defineConfig({
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  test: { include: [...(suites[process.env.SUITE ?? ""] ?? [])], testTimeout: 60_000, env: { EXHAUSTIVE: "true" } },
});
