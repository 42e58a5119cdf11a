import { eventTypes } from "@agent-webhooks/types";
import { type Command, defineApiCommand } from "../command.ts";
import { UsageError } from "../errors.ts";
import { choiceOption, integerOption } from "../options.ts";

export const publish: Command = defineApiCommand({
  name: "publish",
  describe: "Publish events from a file or stdin, or sample events",
  positionals: {
    file: {
      type: "string",
      describe: "JSON file with an event, an array of events, or an event on each line; - for stdin",
    },
  },
  options: {
    sample: {
      ...choiceOption("sample", eventTypes),
      describe: "Publish an example of this event type, with a new event_id",
    },
    count: { ...integerOption("count", { minimum: 1 }), describe: "Number of samples", defaultDescription: "1" },
    "pod-id": { type: "string", requiresArg: true, describe: "Pod for events that do not name one" },
  },
  examples: [
    ["$0 publish --sample message.received", "Publish a sample event"],
    ["$0 publish event.json", "Publish an event, or an array of events, from a file"],
    ["cat events.ndjson | $0 publish -", "Publish any number of events from stdin, one on each line"],
  ],
  async run({ file, sample, count, "pod-id": podId }, context) {
    if ((file === undefined) === (sample === undefined)) {
      throw new UsageError("Pass a file (- for stdin) or --sample with an event type.");
    }
    if (count !== undefined && sample === undefined) throw new UsageError("--count requires --sample.");
    const { readEvents, readFileChunks, sampleEvents } = await import("../publish/read-events.ts");
    const { publishEvents } = await import("../publish/publish-events.ts");
    const sampleCount = count ?? 1;
    const open = () => {
      if (sample !== undefined) return sampleEvents(sample, sampleCount);
      if (file === undefined || file === "-") return readEvents(context.io.stdin, "stdin");
      return readEvents(readFileChunks(file), file);
    };
    await publishEvents(open(), { podId, sampleCount: sample === undefined ? undefined : sampleCount }, context);
  },
});
