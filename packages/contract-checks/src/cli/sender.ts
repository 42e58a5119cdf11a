import { readFile } from "node:fs/promises";
import { operations } from "@agent-webhooks/types";
import { errorMessage, SetupError } from "../run/errors.ts";
import type { Certificate } from "../sender/certificate.ts";
import { runSenderChecks } from "../sender/check-sender.ts";
import { senderChecks } from "../sender/checks/index.ts";
import type { TriggerOption } from "../sender/options.ts";
import { SenderTarget } from "../sender/target.ts";
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

export const sender: Command = (yargs, setExitCode) =>
  yargs.command(
    "sender",
    "Check a service that sends webhooks",
    (yargs) =>
      yargs
        .options({
          url: { ...required, describe: `Base URL of the API, without ${operations.listWebhooks.path}` },
          token: {
            ...required,
            ...fromEnvironment("token"),
            describe: "Token with webhooks:read and webhooks:write",
          },
          publish: {
            type: "boolean",
            default: false,
            describe:
              "Publish the events with the delivery API; the token needs events:publish, and for some of the checks " +
              "events:write, deliveries:read and deliveries:write",
          },
          operator: {
            type: "boolean",
            default: false,
            describe: "Check the sender of operator events instead, in new organizations; the token needs tokens:write",
          },
          trigger: {
            ...optional,
            describe:
              "Shell command that makes an event happen, with EVENT_TYPE, INBOX_ID, POD_ID and WEBHOOK_ID in its environment",
          },
          listen: {
            ...optional,
            default: "127.0.0.1:0",
            describe: "HOST:PORT at which the endpoints listen; port 0 is a free one",
          },
          "public-url": { ...optional, describe: "URL at which the sender reaches the endpoints [default: --listen]" },
          patience: {
            type: "number",
            requiresArg: true,
            default: 40,
            describe: "Seconds to wait for an event or a retry; checks that need longer are not run",
          },
          tls: { type: "boolean", default: false, describe: "Check that the sender verifies TLS certificates" },
          "tls-cert": {
            ...optional,
            describe:
              "Certificate for --tls that the sender trusts, for another name than that of the endpoints, as a PEM file",
          },
          "tls-key": { ...optional, describe: "Key of --tls-cert, as a PEM file" },
          seed: seedOption,
          ...runOptions,
        })
        .example("$0 sender --url http://127.0.0.1:8787 --token $TOKEN --publish", "Check a local service")
        .example("$0 sender --url http://127.0.0.1:8787 --token $TOKEN --operator", "Check its operator events")
        .example(
          "$0 sender --url $API --token $TOKEN --trigger ./send-event --listen :4000 --public-url https://ci.example.com",
          "Check a sender elsewhere",
        )
        .epilogue(environmentHelp("token"))
        .epilogue(exitCodes),
    async ({
      url,
      token,
      publish,
      operator,
      trigger: command,
      listen,
      publicUrl,
      patience,
      tls,
      tlsCert,
      tlsKey,
      seed,
      ...args
    }) => {
      if ([publish, operator, command !== undefined].filter(Boolean).length !== 1) {
        throw new SetupError("pass one of --publish, --trigger COMMAND and --operator");
      }
      if (!(patience > 0 && patience <= maxPatience)) {
        throw new SetupError(`--patience must be a number of seconds, more than 0 and at most ${maxPatience}`);
      }
      const certificate = await readCertificate(tlsCert, tlsKey);
      const plan = await planRun(senderChecks, args);
      const trigger: TriggerOption = operator ? "operator" : command === undefined ? "publish" : { command };
      const options = { url, token, trigger, listen, publicUrl, patience, tls: certificate ?? tls, seed };
      const connect = (signal: AbortSignal) => SenderTarget.connect({ ...options, signal });
      const run = (target: SenderTarget, progress: RunProgress) => runSenderChecks(target, progress, plan.checks);
      await runUntilInterrupted(plan, { connect, run }, setExitCode);
    },
  );

/** @throws SetupError when only one of the files is given, or one cannot be read */
async function readCertificate(cert: string | undefined, key: string | undefined): Promise<Certificate | undefined> {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) throw new SetupError("pass --tls-cert and --tls-key together");
  try {
    const [certText, keyText] = await Promise.all([cert, key].map((file) => readFile(file, "utf8")));
    return { cert: certText ?? "", key: keyText ?? "" };
  } catch (error) {
    throw new SetupError(`cannot read --tls-cert and --tls-key: ${errorMessage(error)}`);
  }
}

/** A day. Node's timers take at most 24 days. */
const maxPatience = 86_400;
