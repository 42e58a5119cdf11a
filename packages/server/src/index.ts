/** The service that `specs/webhooks.yaml` describes, to run it from code, or as a program with `runServer`. */
export type { LogLevel } from "./api/log.ts";
export type { Clock } from "./clock.ts";
export type { Lookup } from "./egress/policy.ts";
export { reencrypt } from "./reencrypt.ts";
export { runServer } from "./run-server.ts";
export { type Overrides, type Server, startServer } from "./server.ts";
export { type DatabaseSettings, readSettings, type Settings } from "./settings.ts";
export { StartError } from "./start-error.ts";
export { type TokenScope, tokenScopes } from "./tokens/scopes.ts";
