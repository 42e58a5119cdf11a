import { operations } from "@agent-webhooks/types";
import { ProviderTarget, providerChecks } from "../provider/index.ts";
import { assertCanStart } from "../provider/preflight.ts";
import { toPrintable } from "../report/printable.ts";
import { type Command, exitCodes, optional, required, runOptions, seedOption } from "./command.ts";
import { planRun, runAndReport } from "./report.ts";

/** Checks that run at the same time. */
const concurrency = 4;

export const provider: Command = (yargs, setExitCode) =>
  yargs.command(
    "provider",
    "Check an API server against the contract",
    (yargs) =>
      yargs
        .options({
          url: { ...required, describe: `Base URL of the API, without ${operations.listWebhooks.path}` },
          token: { ...required, describe: "Token with webhooks:read and webhooks:write" },
          "other-token": {
            ...optional,
            describe: "Token of another organization; enables tenant isolation checks",
          },
          "read-token": { ...optional, describe: "Token with webhooks:read only; enables checks of 403" },
          deep: { type: "boolean", default: false, describe: "Run more random cases" },
          seed: seedOption,
          ...runOptions,
        })
        .example(
          "$0 provider --url http://127.0.0.1:8787 --token $TOKEN",
          "Check a local server; deletes every webhook that it creates",
        )
        .epilogue(exitCodes),
    async ({ url, token, otherToken, readToken, deep, seed, ...args }) => {
      const plan = await planRun(providerChecks, args);
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
      await assertCanStart(options);
      const target = new ProviderTarget(options);
      const interrupt = () => interruption.abort();
      process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
      try {
        const run = { target: `provider ${target.url}`, seed: target.seed, concurrency, signal: interruption.signal };
        const code = await runAndReport(plan, target, run);
        setExitCode(interruption.signal.aborted ? 1 : code);
      } finally {
        const left = await target.close();
        process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
        if (left.length > 0)
          process.stderr.write(`webhooks-contract: ${toPrintable(leftBehind(left, target.marker))}\n`);
      }
    },
  );

function leftBehind([first, ...more]: readonly string[], mark: string): string {
  const others = more.length === 0 ? "" : ` and ${more.length} more, all with ${mark} in their URL`;
  return `could not delete ${first}${others}`;
}
