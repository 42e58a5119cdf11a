// Node has had these since 22, the oldest that is supported; also for those who compile these sources with their own settings.
/// <reference lib="es2024.collection" />
/// <reference lib="es2025.collection" />
/** Tools for checking that whoever speaks the webhook contract keeps it. */
export { type ContractFetchOptions, ContractViolation, contractFetch } from "./contract-fetch.ts";
export { type Exchange, findOperation, responseProblems } from "./exchange.ts";
export { DELIVERY_SPEC, type Mock, type MockOptions, startMock, WEBHOOKS_SPEC } from "./mock.ts";
export { type ProviderCheck, type ProviderOptions, ProviderTarget, providerChecks } from "./provider/index.ts";
export { checkReceiver } from "./receiver/check-receiver.ts";
export type { ReceiverOptions } from "./receiver/target.ts";
export type { Check, Fault } from "./run/check.ts";
export { type CheckResult, type Finding, findingsOf, isPassed, type Report } from "./run/finding.ts";
export { type RunOptions, runChecks } from "./run/run-checks.ts";
export { operationPointer } from "./spec/pointer.ts";
