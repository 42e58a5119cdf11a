import type { TokenScope } from "@agent-webhooks/types/delivery";
import { TokenScopeSchema } from "@agent-webhooks/types/delivery/schemas";

export type { TokenScope } from "@agent-webhooks/types/delivery";

/** What tokens can be allowed to do. */
export const tokenScopes: readonly TokenScope[] = TokenScopeSchema.enum;
