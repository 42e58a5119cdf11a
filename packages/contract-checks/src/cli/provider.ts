import { operations } from "@agent-webhooks/types";
import { connectProvider, type ProviderTarget, providerChecksOf, specNames } from "../provider/index.ts";
import { runChecks } from "../run/run-checks.ts";
import {
  type Command,
  environmentHelp,
  exitCodes,
  fromEnvironment,
  optional,
  required,
  runOptions,
  seedOption,
} from "./command.ts";
import { planRun, type RunProgress, runUntilInterrupted } from "./report.ts";

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
            ...fromEnvironment("token"),
            describe: "Token with webhooks:read and webhooks:write; for the delivery API with every scope",
          },
          spec: {
            choices: specNames,
            default: specNames[0],
            describe: "What to check: the webhooks API, the delivery API, or both",
          },
          "other-token": {
            ...optional,
            ...fromEnvironment("other-token"),
            describe: "Token of another organization; enables tenant isolation checks",
          },
          "read-token": {
            ...optional,
            ...fromEnvironment("read-token"),
            describe: "Token with webhooks:read only; enables checks of 403",
          },
          "write-token": {
            ...optional,
            ...fromEnvironment("write-token"),
            describe: "Token with webhooks:write only; enables checks of 403 of reads",
          },
          deep: {
            type: "boolean",
            default: false,
            describe: "Run more random cases; one check waits a minute, or up to four for what is stored late",
          },
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
        .epilogue(environmentHelp("token", "other-token", "read-token", "write-token"))
        .epilogue(exitCodes),
    async ({ url, token, spec, otherToken, readToken, writeToken, deep, seed, ...args }) => {
      const plan = await planRun(providerChecksOf(spec), args);
      const options = {
        url,
        token,
        spec,
        deep,
        ...(otherToken !== undefined && { otherToken }),
        ...(readToken !== undefined && { readToken }),
        ...(writeToken !== undefined && { writeToken }),
        ...(seed !== undefined && { seed }),
      };
      const connect = (signal: AbortSignal) => connectProvider({ ...options, signal });
      const run = (target: ProviderTarget, progress: RunProgress) => {
        const { url, seed } = target;
        return runChecks(plan.checks, target, { target: `provider ${url}`, seed, concurrency, ...progress });
      };
      await runUntilInterrupted(plan, { connect, run }, setExitCode);
    },
  );
