import { receiverChecks } from "../receiver/checks/index.ts";
import { ReceiverTarget } from "../receiver/target.ts";
import { runChecks } from "../run/run-checks.ts";
import {
  type Command,
  environmentHelp,
  exitCodes,
  fromEnvironment,
  required,
  runOptions,
  seedOption,
} from "./command.ts";
import { planRun, runAndReport } from "./report.ts";

export const receiver: Command = (yargs, setExitCode) =>
  yargs.command(
    "receiver",
    "Check a webhook endpoint",
    (yargs) =>
      yargs
        .options({
          url: { ...required, describe: "URL of the endpoint" },
          secret: { ...required, ...fromEnvironment("secret"), describe: "Secret of the webhook (whsec_…)" },
          seed: seedOption,
          ...runOptions,
        })
        .example("$0 receiver --url http://127.0.0.1:3000/hooks --secret $SECRET", "Check a local endpoint")
        .epilogue(environmentHelp("secret"))
        .epilogue(exitCodes),
    async ({ url, secret, seed, ...args }) => {
      const plan = await planRun(receiverChecks, args);
      const target = await ReceiverTarget.connect({ url, secret, seed });
      const options = { target: `receiver ${url}`, seed: target.seed, concurrency: target.concurrency };
      setExitCode(await runAndReport(plan, (progress) => runChecks(plan.checks, target, { ...options, ...progress })));
    },
  );
