import { defineConfig } from "vitest/config";

/** The fast tests of each part of the code. */
const suites: Readonly<Record<string, readonly string[]>> = {
  report: ["test/{report,run}/*.test.ts"],
  receiver: [
    "test/receiver/{build-request,check-requests,checks,events,fields,json-encodings,send-request,target}.test.ts",
  ],
  sender: ["test/sender/signature.test.ts"],
  provider: [
    "test/provider/{client,concurrently,connection,expect,health,http,page-tokens,pages,preflight,random,rate-limit,response,target}.test.ts",
    "test/provider/mutants.test.ts",
  ],
};

/** The tests that Stryker runs. The environment variable `SUITE` selects the part. */
export default defineConfig({
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  test: { include: [...(suites[process.env.SUITE ?? ""] ?? [])], testTimeout: 60_000, env: { EXHAUSTIVE: "true" } },
});
