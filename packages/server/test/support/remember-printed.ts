/** What is written to stdout and stderr of this process is written down as well. */
import { rememberPrinted } from "./remember.ts";

const watched = Symbol.for("agent-webhooks.remember-printed");

// It runs before each test file, and a process runs many.
if (!(watched in process)) {
  Object.defineProperty(process, watched, { value: true });
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (...parameters: unknown[]) => boolean;
    stream.write = ((...parameters: unknown[]) => {
      const [text] = parameters;
      rememberPrinted(typeof text === "string" ? text : Buffer.from(text as Uint8Array).toString("utf8"));
      return write(...parameters);
    }) as typeof stream.write;
  }
}
