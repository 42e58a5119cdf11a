import { defineConfig } from "vitest/config";

export default defineConfig({
  // Files leave nothing behind in their process, so that the next one finds the modules loaded.
  test: { typecheck: { enabled: true }, isolate: false },
});
