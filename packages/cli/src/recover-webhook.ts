import { setTimeout } from "node:timers/promises";
import { AbortError, isWebhookError } from "@agent-webhooks/client";
import type { RecoveredWebhook, RecoverWebhookRequest } from "@agent-webhooks/types/delivery";
import type { ApiContext } from "./command.ts";
import { confirm } from "./confirm.ts";
import { Progress } from "./output/printer.ts";
import { formatCount, toPrintable } from "./output/text.ts";

/** The service queues more than this in the background. */
const largeCount = 1_000;
const pollMs = 500;

interface RecoverOptions {
  /** Do not ask before a large recovery. */
  readonly isConfirmed: boolean;
}

/** Counts what a webhook did not get, asks if it is much, and sends it. */
export async function recoverWebhook(
  webhookId: string,
  request: RecoverWebhookRequest,
  { isConfirmed }: RecoverOptions,
  context: ApiContext,
): Promise<void> {
  const { delivery, print, io } = context;
  const counted = await delivery.recoverWebhook(webhookId, { ...request, dry_run: true });
  if (request.dry_run === true || (counted.count === 0 && counted.more !== true)) {
    print.result(counted, () => `${formatCounted(counted)} in this time range.\n`);
    return;
  }
  if (isLarge(counted) && !isConfirmed && !(await confirm(`${formatCounted(counted)}. Send all of them?`, io))) {
    print.note("Nothing was sent.");
    return;
  }
  const recovered = await delivery.recoverWebhook(webhookId, request);
  // As it was sent: if the service has queued everything, `getRecovery` returns an earlier recovery.
  if (isLarge(recovered) && io.isInteractive) await showProgress(webhookId, recovered, context);
  print.result(recovered, () => `Sending: ${formatCounted(recovered)}.\n`);
}

/** Whether the service queues it in the background. */
const isLarge = ({ count, more = false }: RecoveredWebhook): boolean => count > largeCount || more;

/** Waits for the recovery to queue everything. Ctrl-C or an error ends the wait, not the recovery. */
async function showProgress(webhookId: string, sent: RecoveredWebhook, context: ApiContext): Promise<void> {
  const { delivery, print, io } = context;
  // With `more`, the count is a part of them.
  const total = sent.more ? "" : ` of ${sent.count.toLocaleString("en")}`;
  const progress = new Progress(io.stderr);
  const signal = io.stopSignal();
  try {
    for (;;) {
      const recovery = await delivery.getRecovery(webhookId, { signal });
      if (recovery.status !== "running") {
        progress.clear();
        if (recovery.status === "stopped") print.note("The webhook was disabled before all of them were queued.");
        return;
      }
      progress.show(
        `Queued ${formatCount(recovery.count, "delivery")}${total}, published before ${recovery.recovered_until}`,
      );
      await setTimeout(pollMs, undefined, { signal }).catch(() => undefined);
    }
  } catch (error) {
    if (!isWebhookError(error)) throw error;
    progress.clear();
    if (!(error instanceof AbortError)) print.note(`Cannot show the progress: ${toPrintable(error.message)}`);
    print.note("The recovery goes on in the service.");
  }
}

/** "At least 2 failed deliveries and 1 missed event". */
function formatCounted({ failed, missed, more = false }: RecoveredWebhook): string {
  const counts = [];
  if (failed > 0) counts.push(formatCount(failed, "failed delivery"));
  if (missed > 0) counts.push(formatCount(missed, "missed event"));
  if (counts.length === 0) return more ? "No failed deliveries and no missed events so far" : "Nothing to recover";
  return `${more ? "At least " : ""}${counts.join(" and ")}`;
}
