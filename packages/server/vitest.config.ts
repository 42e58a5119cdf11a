import { defineConfig } from "vitest/config";

export default defineConfig({
  // Other packages of the workspace are tested from source. Node also gets these conditions, for `require` too: "import"
  // and "module" would break node-postgres.
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  test: {
    globalSetup: ["test/support/postgres.ts", "test/support/build-site.ts", "test/support/secret-scan.ts"],
    setupFiles: "test/support/record-output.ts",
    // Modules and the WebAssembly of the embedded database are loaded once per worker, not once per file: helpers stop
    // what they start with `onTestFinished`, and modules keep no state.
    isolate: false,
    // Workers run for a minute only: optimizing the WebAssembly of the embedded database takes longer than it saves.
    execArgv: ["--liftoff-only"],
    // The default on two cores is one; much of the time is spent waiting for processes and timeouts.
    maxWorkers: 3,
    // Bounds for what hangs. Other suites run at the same time, so that even much slower is no failure.
    hookTimeout: 180_000,
    testTimeout: 180_000,
    expect: { poll: { timeout: 60_000, interval: 20 } },
  },
});
