import { defineConfig } from "vitest/config";

// The smoke run starts Postgres and the service; other suites run beside it.
export default defineConfig({ test: { testTimeout: 300_000 } });
