import { afterAll } from "vitest";

// Test files share a process: in the next one, a timer that this one left fake would never fire.
function assertRealTimers(culprit: string): void {
  if ("clock" in globalThis.setTimeout) throw new Error(`${culprit} has left fake timers`);
}

// Spies are restored after the end of a file.
assertRealTimers("a file that ran in this process before");
afterAll(() => assertRealTimers("a test of this file"));
