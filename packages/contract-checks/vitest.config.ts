import { defineConfig } from "vitest/config";

export default defineConfig({
  // Other packages of the workspace are tested from their sources.
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  test: {
    typecheck: { enabled: true },
    // Files leave nothing behind in their process, so that the next one finds mock, databases and schemas loaded.
    isolate: false,
    // Workers live for a minute: to optimise the WebAssembly of the embedded database takes longer than it spares.
    execArgv: ["--liftoff-only"],
    // One is the default on two cores, and much of the time is spent waiting for targets that hang.
    maxWorkers: 2,
    // Compilers and databases take their time when other suites run beside this one.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
