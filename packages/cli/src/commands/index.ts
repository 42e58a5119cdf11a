import type { Command, Group } from "../command.ts";
import { deliveries } from "./deliveries.ts";
import { events } from "./events.ts";
import { listen } from "./listen.ts";
import { operatorWebhook } from "./operator-webhook.ts";
import { publish } from "./publish.ts";
import { reencrypt } from "./reencrypt.ts";
import { serve } from "./serve.ts";
import { tokens } from "./tokens.ts";
import { webhooks } from "./webhooks.ts";

/** Everything that can follow `agent-webhooks`, except `completion`, which is part of yargs. */
export const commands: readonly (Command | Group)[] = [
  serve,
  webhooks,
  publish,
  events,
  deliveries,
  listen,
  operatorWebhook,
  tokens,
  reencrypt,
];
