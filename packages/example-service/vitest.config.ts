import { defineConfig } from "vitest/config";

export default defineConfig({
  // Other packages of the workspace are tested from their sources.
  ssr: { resolve: { conditions: ["@agent-webhooks/source", "node"] } },
  test: {
    include: ["test/**/*.test.ts", "contract/**/*.test.ts"],
    // Modules, and the WebAssembly of the embedded database, are loaded once in a worker and not once for each file.
    isolate: false,
    // One is the default on two cores; the demo waits most of its time.
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000, interval: 20 } },
  },
});
