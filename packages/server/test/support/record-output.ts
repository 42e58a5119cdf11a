/** Records stdout and stderr of the test processes for the secret scan. */
import { recordOutput } from "./secret-scan.ts";

const isRecording = Symbol.for("agent-webhooks.record-output");

// Runs before each test file; a process runs many of them.
if (!(isRecording in process)) {
  Object.defineProperty(process, isRecording, { value: true });
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (...parameters: unknown[]) => boolean;
    stream.write = ((...parameters: unknown[]) => {
      const [text] = parameters;
      recordOutput(typeof text === "string" ? text : Buffer.from(text as Uint8Array).toString("utf8"));
      return write(...parameters);
    }) as typeof stream.write;
  }
}
