import { configDefaults, defineConfig, mergeConfig } from "vitest/config";
import config from "./vitest.config.ts";

/** The tests that Stryker runs: without those that compare whole specs, which take minutes when they are instrumented. */
export default mergeConfig(
  config,
  defineConfig({
    test: {
      testTimeout: 120_000,
      exclude: [...configDefaults.exclude, "test/{malformed-documents,mutants,readme,unannounced-additions}.test.ts"],
    },
  }),
);
