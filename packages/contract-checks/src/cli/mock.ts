import { once } from "node:events";
import { DELIVERY_SPEC, WEBHOOKS_SPEC } from "@agent-webhooks/types/specs";
import { createFake } from "../fake/fake.ts";
import { type Mock, startMock } from "../mock.ts";
import { errorMessage, SetupError } from "../run/errors.ts";
import type { Command } from "./command.ts";

const defaultPort = 4010;

/** The specs by the values of `--spec`. */
const specs = { webhooks: [WEBHOOKS_SPEC], delivery: [DELIVERY_SPEC], all: [WEBHOOKS_SPEC, DELIVERY_SPEC] } as const;

export const mock: Command = (yargs) =>
  yargs.command(
    "mock",
    "Serve a mock of the APIs until Ctrl-C",
    (yargs) =>
      yargs
        .options({
          port: {
            type: "number",
            requiresArg: true,
            default: defaultPort,
            describe: "Port on 127.0.0.1; 0 is a free one",
            coerce(port: number) {
              if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
              throw new SetupError("--port must be a whole number from 0 to 65535");
            },
          },
          spec: {
            choices: ["webhooks", "delivery", "all"] as const,
            default: "all" as const,
            describe: "What to serve: the webhooks API, the delivery API, or both",
          },
          stateful: {
            type: "boolean",
            default: false,
            describe: "Keep state and deliver events instead of serving examples; always both APIs",
          },
        })
        .example("$0 mock --port 4010", "Develop a client without a service; every token is accepted")
        .example("$0 mock --stateful", "Create webhooks and have events delivered without a service")
        .epilogue("Exit codes: 0 it was stopped; 2 it could not start."),
    async ({ port, spec, stateful }) => {
      // From the beginning, so that Ctrl-C during the start stops it too.
      const stopped = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
      await using fake = createFake();
      const starting: Promise<Mock> = stateful ? fake.listen(port) : startMock({ spec: specs[spec], port });
      await using mock = await starting.catch((error: unknown) => {
        const message = errorMessage(error);
        const reason = message.includes("EADDRINUSE") ? "the port is in use; pass another --port" : message;
        throw new SetupError(`cannot listen on 127.0.0.1:${port}: ${reason}`);
      });
      const served = stateful ? `a stateful mock (token ${fake.token})` : "the examples of the spec";
      process.stdout.write(`Serving ${served} at ${mock.url}. Press Ctrl-C to stop.\n`);
      await stopped;
    },
  );
