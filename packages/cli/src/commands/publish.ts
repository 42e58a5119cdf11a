import { eventTypes } from "@agent-webhooks/types";
import { type Command, defineApiCommand } from "../command.ts";
import { UsageError } from "../errors.ts";
import { wholeNumber } from "../fields.ts";

export const publish: Command = defineApiCommand({
  name: "publish",
  describe: "Publish events: from a file, from stdin, or samples",
  positionals: {
    file: { type: "string", describe: "JSON: an event, an array of them, or one in each line; - is stdin" },
  },
  options: {
    sample: {
      type: "string",
      choices: eventTypes,
      requiresArg: true,
      describe: "The spec's example of this type, under a fresh event_id",
    },
    count: { ...wholeNumber("count", { minimum: 1 }), describe: "How many samples", defaultDescription: "1" },
    "pod-id": { type: "string", requiresArg: true, describe: "Pod of the events that name none" },
  },
  examples: [
    ["$0 publish --sample message.received", "to try a webhook"],
    ["$0 publish event.json", "an event, or an array of them"],
    ["cat events.ndjson | $0 publish -", "one in each line, as many as you like"],
  ],
  check({ file, sample, count }) {
    if ((file === undefined) === (sample === undefined)) {
      throw new UsageError("Say what to publish: a file, which is - for stdin, or else --sample with an event type.");
    }
    if (count !== undefined && sample === undefined) throw new UsageError("--count is for --sample only.");
  },
  async run({ file = "-", sample, count = 1, "pod-id": podId }, api) {
    const { readEvents } = await import("../publish/read-events.ts");
    const { openFile, samples, withPod } = await import("../publish/sources.ts");
    const { publishAll } = await import("../publish/publish-all.ts");
    const open = () => {
      if (sample !== undefined) return samples(sample, count);
      return file === "-" ? readEvents(api.io.stdin, "stdin") : readEvents(openFile(file), file);
    };
    await publishAll(withPod(open(), podId), api);
  },
});
