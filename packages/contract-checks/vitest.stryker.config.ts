import { defineConfig } from "vitest/config";

/** The fast tests of each part of the code. */
const suites: Readonly<Record<string, readonly string[]>> = {
  report: ["test/{report,run}/*.test.ts"],
  receiver: [
    "test/receiver/{build-request,check-requests,checks,events,fields,json-encodings,send-request,target}.test.ts",
  ],
  sender: [
    "test/sender/{addresses,certificate,command-trigger,delivery-issues,difference,endpoint,headers,judge,listener}.test.ts",
    "test/sender/{payloads,published-event,recorded-requests,signature,stalls,url-change}.test.ts",
  ],
  spec: ["test/spec/*.test.ts", "test/coverage/{constraints,coverage-of,points}.test.ts", "test/retry-after.test.ts"],
  "sender-checks": ["test/sender/{check-actions,incomplete-senders,mutants}.test.ts"],
  fake: ["test/fake/{deliveries,delivery-settings,fake,listen}.test.ts"],
  // Each check of a provider, and the fake that is used as in a unit test.
  reference: [
    "test/fake/{deliveries,delivery-settings,fake,health,order-and-times}.test.ts",
    "test/provider/mutants.test.ts",
  ],
  provider: [
    "test/provider/{client,concurrently,connection,expect,health,http,page-tokens,pages,preflight,random,rate-limit,response,target}.test.ts",
    "test/provider/mutants.test.ts",
  ],
};

const suite = process.env.SUITE ?? "";

/** The tests that Stryker runs. The environment variable `SUITE` selects the part. */
export default defineConfig({
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  test: {
    include: [...(suites[suite] ?? [])],
    testTimeout: 60_000,
    env: { EXHAUSTIVE: String(suite !== "reference") },
  },
});
