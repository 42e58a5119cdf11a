import { once } from "node:events";
import { DELIVERY_SPEC, WEBHOOKS_SPEC } from "@agent-webhooks/types/specs";
import { startMock } from "../mock.ts";
import { errorMessage, SetupError } from "../run/errors.ts";
import type { Command } from "./command.ts";

const defaultPort = 4010;

/** The specs by the values of `--spec`. */
const specs = { webhooks: [WEBHOOKS_SPEC], delivery: [DELIVERY_SPEC], all: [WEBHOOKS_SPEC, DELIVERY_SPEC] } as const;

export const mock: Command = (yargs) =>
  yargs.command(
    "mock",
    "Serve the examples of the specs until Ctrl-C",
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
        })
        .example("$0 mock --port 4010", "Develop a client without a service; every token is accepted")
        .epilogue("Exit codes: 0 it was stopped; 2 it could not start."),
    async ({ port, spec }) => {
      // From the beginning, so that Ctrl-C during the start stops it too.
      const stopped = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
      await using mock = await startMock({ spec: specs[spec], port }).catch((error: unknown) => {
        const message = errorMessage(error);
        const reason = message.includes("EADDRINUSE") ? "the port is in use; pass another --port" : message;
        throw new SetupError(`cannot listen on 127.0.0.1:${port}: ${reason}`);
      });
      process.stdout.write(`Serving the examples of the spec at ${mock.url}. Press Ctrl-C to stop.\n`);
      await stopped;
    },
  );
