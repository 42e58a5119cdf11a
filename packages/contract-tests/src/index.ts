/** Tools for checking that whoever speaks the webhook contract keeps it. */
export { type ContractFetchOptions, ContractViolation, contractFetch } from "./contract-fetch.ts";
export { type Exchange, findOperation, responseProblems } from "./exchange.ts";
export { DELIVERY_SPEC, type Mock, type MockOptions, startMock, WEBHOOKS_SPEC } from "./mock.ts";
export { type ProviderCheck, type ProviderOptions, ProviderTarget, providerChecks } from "./provider/index.ts";
export type { Check, Fault } from "./run/check.ts";
export type { CheckResult, Finding, Report } from "./run/finding.ts";
export { type RunOptions, runChecks } from "./run/run-checks.ts";
