import { operations } from "@agent-webhooks/types";
import { connectProvider, providerChecksOf, specNames } from "../provider/index.ts";
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
          token: {
            ...required,
            describe: "Token with webhooks:read and webhooks:write; for the delivery API with every scope",
          },
          spec: {
            choices: specNames,
            default: specNames[0],
            describe: "What to check: the webhooks API, the delivery API, or both",
          },
          "other-token": {
            ...optional,
            describe: "Token of another organization; enables tenant isolation checks",
          },
          "read-token": { ...optional, describe: "Token with webhooks:read only; enables checks of 403" },
          "write-token": { ...optional, describe: "Token with webhooks:write only; enables checks of 403 of reads" },
          deep: { type: "boolean", default: false, describe: "Run more random cases" },
          seed: seedOption,
          ...runOptions,
        })
        .example(
          "$0 provider --url http://127.0.0.1:8787 --token $TOKEN",
          "Check a local server; deletes every webhook that it creates",
        )
        .example(
          "$0 provider --url http://127.0.0.1:8787 --token $TOKEN --spec all",
          "Check both APIs, in an organization that the run creates",
        )
        .epilogue(exitCodes),
    async ({ url, token, spec, otherToken, readToken, writeToken, deep, seed, ...args }) => {
      const plan = await planRun(providerChecksOf(spec), args);
      const interruption = new AbortController();
      const options = {
        url,
        token,
        spec,
        deep,
        signal: interruption.signal,
        ...(otherToken !== undefined && { otherToken }),
        ...(readToken !== undefined && { readToken }),
        ...(writeToken !== undefined && { writeToken }),
        ...(seed !== undefined && { seed }),
      };
      const interrupt = () => interruption.abort();
      process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
      try {
        const target = await connectProvider(options);
        try {
          const run = { target: `provider ${target.url}`, seed: target.seed, concurrency, signal: interruption.signal };
          const code = await runAndReport(plan, target, run);
          setExitCode(interruption.signal.aborted ? 1 : code);
        } finally {
          const left = await target.close();
          if (left.length > 0)
            process.stderr.write(`webhooks-contract: ${toPrintable(leftBehind(left, target.marker))}\n`);
        }
      } finally {
        process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
      }
    },
  );

function leftBehind([first, ...more]: readonly string[], mark: string): string {
  const others = more.length === 0 ? "" : ` and ${more.length} more, all with ${mark} in their URL or organization`;
  return `could not delete ${first}${others}`;
}
