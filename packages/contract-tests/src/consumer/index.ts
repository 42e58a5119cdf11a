export { consumerChecks } from "./checks.ts";
export type { Caller, CallInput, ConnectOptions, ConsumerTarget, OperationExamples } from "./target.ts";
