import { afterAll } from "vitest";

const real = globalThis.setTimeout;

// Test files share a process: in the next one, a timer that this one left fake would never fire.
afterAll(() => {
  if (globalThis.setTimeout !== real) throw new Error("a test of this file has left fake timers");
});
