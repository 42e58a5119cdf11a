// Every supported Node has what these files describe. Named here for projects that compile these sources themselves.
/// <reference lib="es2024.collection" />
/// <reference lib="es2025.collection" />

// Check an API server, a webhook endpoint, or a service that sends webhooks.

export {
  connectProvider,
  type ProviderCheck,
  type ProviderOptions,
  ProviderTarget,
  providerChecks,
  providerChecksOf,
  type SpecName,
} from "./provider/index.ts";
export { checkReceiver } from "./receiver/check-receiver.ts";
export type { ReceiverOptions } from "./receiver/target.ts";
export { SetupError } from "./run/errors.ts";
export { type RunOptions, runChecks } from "./run/run-checks.ts";
export { checkSender } from "./sender/check-sender.ts";
export type { SenderOptions, Timing, TriggerOption } from "./sender/options.ts";
export type { TriggerRequest } from "./sender/trigger.ts";

// Write checks, and read what they report.

export {
  type Check,
  type CheckResult,
  type Finding,
  findingsOf,
  isPassed,
  type NewFinding,
  type Report,
} from "./run/check.ts";

// Test code that calls the API: a provider in memory that has state and delivers events.

export { createFake, type FailOptions, type Fake, type FakeIdentity, type FakeOptions } from "./fake/fake.ts";
export type { Listening } from "./fake/listen.ts";
export type { Send } from "./reference/deliverer.ts";

// Test a client: a mock of the API, and a `fetch` that throws on anything the contract does not document.

export { DELIVERY_SPEC, WEBHOOKS_SPEC } from "@agent-webhooks/types/specs";
export { type ContractFetchOptions, ContractViolation, contractFetch, type Exchange } from "./contract-fetch.ts";
export { type Mock, type MockOptions, startMock } from "./mock.ts";

// Compare a single request and response with the contract.

export { findOperation, type ReceivedResponse, type ResponseIssue, responseIssues } from "./response-conformance.ts";
export { type DeliveryIssue, deliveryIssues, type ExpectedDelivery } from "./sender/delivery-issues.ts";
export type { DeliveryRequest } from "./sender/listener.ts";
export { operationPointer } from "./spec/pointer.ts";
