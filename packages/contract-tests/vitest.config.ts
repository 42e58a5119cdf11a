import { defineConfig } from "vitest/config";

export default defineConfig({
  // Resolves other packages of the workspace to their sources.
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  test: {
    typecheck: { enabled: true },
    // Test files share a process, so that mock, databases and schemas are loaded once.
    isolate: false,
    // Optimizing the WebAssembly of the embedded database takes longer than the tests.
    execArgv: ["--liftoff-only"],
    // The default on two cores is one, but the tests mostly wait.
    maxWorkers: 2,
    // Compilers and databases are slow while other suites run.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000, interval: 20 } },
  },
});
