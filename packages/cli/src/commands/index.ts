import type { Command, Group } from "../command.ts";
import { deliveries } from "./deliveries/index.ts";
import { listen } from "./listen.ts";
import { publish } from "./publish.ts";
import { reencrypt } from "./reencrypt.ts";
import { serve } from "./serve.ts";
import { tokens } from "./tokens/index.ts";
import { webhooks } from "./webhooks/index.ts";

/** Everything that one can type after `agent-webhooks`. */
export const commands: readonly (Command | Group)[] = [serve, webhooks, publish, deliveries, listen, tokens, reencrypt];
