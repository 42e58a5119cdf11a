import { operations } from "@agent-webhooks/types";
import { ProviderTarget, providerChecks } from "../provider/index.ts";
import { checkStart } from "../provider/preflight.ts";
import { SetupError } from "../run/errors.ts";
import { runAndReport, withReport } from "./report.ts";
import type { Command } from "./run.ts";

/** Checks that run at the same time. */
const concurrency = 4;

export const provider: Command = (yargs, exit) =>
  yargs.command(
    "provider",
    "Is this service a provider of the contract?",
    (yargs) =>
      withReport(yargs)
        .option("url", {
          type: "string",
          demandOption: true,
          requiresArg: true,
          describe: `Where the API is: what stands before ${operations.listWebhooks.path}`,
        })
        .option("token", {
          type: "string",
          demandOption: true,
          requiresArg: true,
          describe: "A token with webhooks:read and webhooks:write",
        })
        .option("other-token", {
          type: "string",
          requiresArg: true,
          describe: "The same of another organization: adds the laws of tenancy",
        })
        .option("read-token", {
          type: "string",
          requiresArg: true,
          describe: "A token with webhooks:read only: adds the 403s",
        })
        .option("deep", { type: "boolean", default: false, describe: "More random cases" })
        .option("seed", { type: "number", requiresArg: true, describe: "Of the random cases [default: a random one]" })
        .example("$0 provider --url http://127.0.0.1:8787 --token $TOKEN", "Leaves nothing behind"),
    async ({ url, token, otherToken, readToken, deep, seed, junit, json }) => {
      if (seed !== undefined && !(Number.isSafeInteger(seed) && seed >= 0)) {
        throw new SetupError("--seed must be a whole number, 0 or greater");
      }
      const interruption = new AbortController();
      const options = {
        url,
        token,
        deep,
        signal: interruption.signal,
        ...(otherToken !== undefined && { otherToken }),
        ...(readToken !== undefined && { readToken }),
        ...(seed !== undefined && { seed }),
      };
      await checkStart(options);
      const target = new ProviderTarget(options);
      const interrupt = () => interruption.abort();
      process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
      try {
        const about = { target: `provider ${target.url}`, seed: target.seed, concurrency, signal: interruption.signal };
        const code = await runAndReport(providerChecks, target, about, { junit, json });
        exit(interruption.signal.aborted ? 1 : code);
      } finally {
        const left = await target.close();
        process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
        if (left.length > 0) process.stderr.write(`webhooks-contract: ${leftBehind(left, target.mark)}\n`);
      }
    },
  );

function leftBehind([first, ...more]: readonly string[], mark: string): string {
  const others = more.length === 0 ? "" : ` and ${more.length} more, all with ${mark} in their URL`;
  return `could not delete ${first}${others}`;
}
