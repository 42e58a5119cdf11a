/** The service that the specs describe: started from code, or as a program with `runServer`. */

export type { Lookup } from "./egress/system-lookup.ts";
export type { Clock } from "./lib/clock.ts";
export { StartError } from "./lib/errors.ts";
export { reencrypt } from "./reencrypt.ts";
export { type RunServerOptions, runServer } from "./run-server.ts";
export { type Overrides, type Server, startServer } from "./server.ts";
export { type DatabaseSettings, readSettings, type Settings } from "./settings.ts";
export type { LogLevel } from "./telemetry/log.ts";
export { type TokenScope, tokenScopes } from "./tokens/scopes.ts";
