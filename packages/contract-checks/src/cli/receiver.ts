import { receiverChecks } from "../receiver/checks/index.ts";
import { ReceiverTarget } from "../receiver/target.ts";
import { SetupError } from "../run/errors.ts";
import { runAndReport, withReport } from "./report.ts";
import type { Command } from "./run.ts";

/** `webhooks-contract receiver`: is this handler a good receiver? */
export const receiver: Command = (yargs, exit) =>
  yargs.command(
    "receiver",
    "Is this handler a good receiver of webhooks?",
    (yargs) =>
      withReport(yargs)
        .option("url", { type: "string", demandOption: true, requiresArg: true, describe: "Where it takes deliveries" })
        .option("secret", {
          type: "string",
          demandOption: true,
          requiresArg: true,
          describe: "The webhook's secret, which it verifies with: whsec_…",
        })
        .option("seed", { type: "number", requiresArg: true, describe: "Sends the random events of an earlier run" }),
    async ({ url, secret, seed, junit, json }) => {
      if (seed !== undefined && !(Number.isSafeInteger(seed) && seed >= 0)) {
        throw new SetupError("--seed must be a whole number, 0 or greater");
      }
      const target = await ReceiverTarget.connect({ url, secret, seed });
      const options = { target: `receiver ${url}`, seed: target.seed, concurrency: target.concurrency };
      exit(await runAndReport(receiverChecks, target, options, { junit, json }));
    },
  );
