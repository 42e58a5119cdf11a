import { defineConfig } from "vitest/config";

export default defineConfig({
  // Other packages of the workspace are tested from their sources. Node gets these conditions too, for `require` as
  // well: "import" and "module" would break node-postgres.
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  test: {
    globalSetup: ["test/support/postgres.ts", "test/support/site.ts", "test/support/confidentiality.ts"],
    setupFiles: "test/support/remember-printed.ts",
    // Modules, and the WebAssembly of the embedded database, are loaded once in a worker and not once for each file:
    // helpers that start something end it with `onTestFinished`, and nothing is kept in modules.
    isolate: false,
    // Workers live for a minute: to optimise the WebAssembly of the embedded database takes longer than it spares.
    execArgv: ["--liftoff-only"],
    // One is the default on two cores; much of the time is spent waiting for processes that start, and for time-outs.
    maxWorkers: 3,
    // Starting services takes its time when other suites run beside this one.
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000, interval: 20 } },
    testTimeout: 30_000,
  },
});
