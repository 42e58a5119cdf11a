import type { FastifyBaseLogger } from "fastify";
import { createSecretBox } from "./crypto/secret-box.ts";
import type { DiskSpace } from "./database/disk-space.ts";
import { Deliveries } from "./deliveries/deliveries.ts";
import { Recoveries } from "./deliveries/recoveries.ts";
import { Retention } from "./deliveries/retention.ts";
import { createEgressPolicy } from "./egress/policy.ts";
import { Events } from "./events/events.ts";
import { BackgroundPace } from "./lib/background-pace.ts";
import { systemClock } from "./lib/clock.ts";
import { OperatorEvents } from "./operator/operator-events.ts";
import { storeOperatorWebhook } from "./operator/operator-webhook.ts";
import { OperatorWebhooks } from "./operator/operator-webhooks.ts";
import type { PartOverrides } from "./part-overrides.ts";
import { Publisher } from "./publish/publisher.ts";
import type { Settings } from "./settings.ts";
import type { Storage } from "./storage.ts";
import { createDeliveryLog } from "./telemetry/delivery-log.ts";
import { Metrics } from "./telemetry/metrics.ts";
import { Tokens } from "./tokens/tokens.ts";
import { DeliverySettings } from "./webhooks/delivery-settings.ts";
import { Health } from "./webhooks/health.ts";
import { Webhooks } from "./webhooks/webhooks.ts";
import { notifyOtherProcesses, pollOtherProcesses } from "./worker/notifications.ts";
import { QueueCounter } from "./worker/queue-size.ts";
import { Sender } from "./worker/sender.ts";
import { Worker, workerDefaults } from "./worker/worker.ts";

/** What the service consists of, beside its storage and its HTTP server. */
export interface Parts {
  readonly tokens: Tokens;
  readonly webhooks: Webhooks;
  readonly publisher: Publisher;
  readonly events: Events;
  readonly deliveries: Deliveries;
  readonly recoveries: Recoveries;
  readonly deliverySettings: DeliverySettings;
  readonly health: Health;
  readonly retention: Retention;
  readonly operatorWebhooks: OperatorWebhooks;
  readonly operatorEvents: OperatorEvents;
  /** Stores the operator's webhook as the settings have it. */
  readonly storeOperatorWebhook: () => Promise<void>;
  /** `undefined` for the role `api`. */
  readonly worker: Worker | undefined;
  readonly metrics: Metrics;
}

/** What a database may be busy with at a time. The embedded one does nothing else during a statement. */
const databaseLimits = {
  postgres: {
    publishes: 4,
    settledByRequest: 1_000,
    stepMs: 5,
    recoverStepMs: 20,
    retentionStepMs: 50,
    scanEvents: 2_500,
    countRows: 5_000,
    summaryRows: 2_000,
    search: { firstRows: 250, moreRows: 2_500 },
    recoveredPerSecond: 1_000,
  },
  embedded: {
    publishes: 1,
    settledByRequest: 100,
    stepMs: 1.5,
    recoverStepMs: 1.5,
    retentionStepMs: 5,
    scanEvents: 100,
    countRows: 500,
    summaryRows: 250,
    search: { firstRows: 125, moreRows: 250 },
    recoveredPerSecond: 200,
  },
} as const;

/** How many polls of the queue there are for each one for events for the operator. */
const operatorPollFactor = 4;

/** Creates the parts of the service on a database that may not be reachable yet. */
export function createParts(
  settings: Settings,
  { clock = systemClock, lookup, connector, pollMs = workerDefaults.pollMs }: PartOverrides,
  { storage, disk, log }: { readonly storage: Storage; readonly disk: DiskSpace; readonly log: FastifyBaseLogger },
): Parts {
  const { role, retrySchedule, database: where } = settings;
  const { db } = storage.database;
  const onPostgres = where.kind === "postgres";
  const limits = databaseLimits[where.kind];
  const warn = (message: string) => (error: unknown) => log.warn({ err: error }, message);
  const mayWrite = () => disk.hasSpace();
  const secretBox = createSecretBox(storage.keys);
  const egress = createEgressPolicy({
    allowHttp: settings.allowHttp,
    allowPrivateNetwork: settings.allowPrivateNetwork,
    ...(lookup && { lookup }),
  });
  const deliveryLog = createDeliveryLog(log);
  const pace = new BackgroundPace();
  const metrics = new Metrics(new QueueCounter({ db, clock, stepRows: limits.countRows }), clock);
  const worker =
    role === "api"
      ? undefined
      : new Worker({
          ...workerDefaults,
          db: storage.database.workerDb,
          clock,
          metrics,
          log: deliveryLog,
          pollMs,
          retrySchedule,
          stepMs: limits.stepMs,
          pace,
          sender: new Sender({ clock, secretBox, egress, timeoutMs: settings.deliveryTimeoutMs, connector }),
          maxInFlightPerWebhook: settings.maxInFlightPerWebhook,
          leaseMs: settings.leaseSeconds * 1000,
          sessionUrl: onPostgres ? where.url : undefined,
          mayWrite,
        });
  const warnOfNotify = warn("notifying workers of due deliveries failed");
  const notifyDue = worker?.notifyDue ?? notifyOtherProcesses(db, warnOfNotify);
  const notifyFanOut = worker?.notifyFanOut ?? pollOtherProcesses(db, warnOfNotify);
  const publisher = new Publisher({
    db,
    clock,
    notifyDue,
    notifyFanOut,
    handOver: worker?.handOver,
    metrics,
    retrySchedule,
    maxRunning: limits.publishes,
  });
  const webhooks = new Webhooks({
    db,
    clock,
    metrics,
    egress,
    secretBox,
    maxWebhooks: settings.maxWebhooks,
    maxSettled: limits.settledByRequest,
  });
  return {
    tokens: new Tokens({ db, clock, onError: warn("storing the last use of tokens failed"), mayWrite }),
    webhooks,
    publisher,
    events: new Events({
      db,
      clock,
      log: deliveryLog,
      metrics,
      search: limits.search,
      maxCancelled: limits.settledByRequest,
    }),
    deliveries: new Deliveries({ db, clock, notifyDue, retrySchedule, search: limits.search }),
    recoveries: new Recoveries({
      db,
      clock,
      log: deliveryLog,
      notifyDue,
      retrySchedule,
      retentionDays: settings.retentionDays,
      mayWrite,
      stepMs: limits.recoverStepMs,
      pace,
      scanEvents: limits.scanEvents,
      recoveredPerSecond: limits.recoveredPerSecond,
    }),
    deliverySettings: new DeliverySettings({ db }),
    health: new Health({ db, clock, stepRows: limits.summaryRows }),
    retention: new Retention({
      database: storage.database,
      clock,
      log: deliveryLog,
      days: settings.retentionDays,
      stepMs: limits.retentionStepMs,
      vacuum: !onPostgres,
    }),
    operatorWebhooks: new OperatorWebhooks({ db, webhooks }),
    operatorEvents: new OperatorEvents({
      db,
      clock,
      publisher,
      log: deliveryLog,
      mayWrite,
      isSlow: (webhookId) => worker?.isSlow(webhookId) === true,
      isFull: (webhookId) => worker?.isFull(webhookId) === true,
      pollMs: operatorPollFactor * pollMs,
    }),
    storeOperatorWebhook: () => storeOperatorWebhook({ db, clock, secretBox, egress }, settings.operatorWebhook),
    worker,
    metrics,
  };
}
