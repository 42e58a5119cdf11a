import type { ConnectorOptions } from "./egress/connector.ts";
import type { Lookup } from "./egress/system-lookup.ts";
import type { Clock } from "./lib/clock.ts";

/** What tests replace in the parts. In a file of its own: the declarations of the package have it, and not the parts. */
export interface PartOverrides {
  readonly clock?: Clock;
  readonly lookup?: Lookup;
  /** Options of the connections to endpoints. */
  readonly connector?: ConnectorOptions;
  /** How often a worker polls for deliveries that no notification announced, in milliseconds. @default 500 */
  readonly pollMs?: number;
}
