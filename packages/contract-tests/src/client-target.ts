import type { NewFinding } from "@agent-webhooks/contract-checks";
import { ContractViolation, contractFetch, findOperation, operationPointer } from "@agent-webhooks/contract-checks";
import type { Operation } from "@agent-webhooks/types";

/** What goes into an operation. */
export interface CallInput {
  readonly path: Readonly<Record<string, string>>;
  readonly query: object;
  readonly body: object;
}

/** Makes a call of an operation by its id: resolves with what came, rejects with an error that has `status` and `body`. */
export type Caller = (operation: string, input: CallInput) => PromiseLike<unknown>;

/** The spec's examples of one operation. */
export interface OperationExamples {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly request: Readonly<Record<string, object>>;
  readonly responses: Readonly<Record<number, Readonly<Record<string, object>>>>;
}

/** A client under test, and the mock that it talks to. */
export interface ConsumerTarget {
  /** Of a mock of the spec: `await startMock()`. */
  readonly url: string;
  readonly operations: readonly Operation[];
  readonly examples: Readonly<Record<string, OperationExamples>>;
  /** Makes the client. It has to send everything through `fetch`. */
  connect(options: ConnectOptions): Caller;
}

export interface ConnectOptions {
  readonly baseUrl: string;
  readonly token: string;
  readonly fetch: typeof fetch;
  /** `0`: nothing is to be repeated. @default as the client has it */
  readonly maxRetries?: number;
}

/** How one call is made. */
interface CallOptions {
  /** Asks the mock for a status and an example: `code=404`. */
  readonly prefer?: string;
  /** Whether the client may repeat the request. @default false */
  readonly retries?: boolean;
}

/** The token that the client gets. */
export const token = "a-token_of.the~mock";

/** A request as the client made it. */
export interface Sent {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string;
}

/** What one call did. */
export interface Observed {
  readonly sent: readonly Sent[];
  readonly result?: unknown;
  /** What the call rejected with; absent when it resolved. */
  readonly error?: unknown;
  /** In what the exchange breaks the contract, both sides together. */
  readonly violations: readonly string[];
}

/** Makes a call, and looks at what it sends. */
export async function observe(
  target: ConsumerTarget,
  operation: Operation,
  input: Partial<CallInput> = {},
  { prefer, retries = false }: CallOptions = {},
): Promise<Observed> {
  const sent: Sent[] = [];
  const violations: string[] = [];
  const checked = contractFetch();
  const watching: typeof fetch = async (resource, init) => {
    const request = new Request(resource, init);
    const { method, url, headers } = request;
    sent.push({ method, url: new URL(url), headers, body: await request.clone().text() });
    const preferring = new Request(request);
    if (prefer !== undefined) preferring.headers.set("prefer", prefer);
    try {
      return await checked(preferring);
    } catch (error) {
      if (error instanceof ContractViolation) violations.push(...error.issues);
      throw error;
    }
  };
  const call = target.connect({
    baseUrl: target.url,
    token,
    fetch: watching,
    ...(!retries && { maxRetries: 0 }),
  });
  try {
    return { sent, violations, result: await call(operation.id, { ...defaults(target, operation), ...input }) };
  } catch (error) {
    return { sent, violations, error };
  }
}

function defaults({ examples }: ConsumerTarget, { id }: Operation): CallInput {
  const { parameters = {}, request = {} } = examples[id] ?? {};
  return { path: parameters as CallInput["path"], query: {}, body: structuredClone(Object.values(request)[0] ?? {}) };
}

/** A fault of a call. */
export function callFault(operation: Operation, message: string, expected: string, got: string): NewFinding {
  return { operation: operation.id, message, expected, got, pointer: operationPointer(operation) };
}

/** Whether a request is one of an operation. */
export function isRequestOf(operation: Operation, { method, url }: Sent): boolean {
  return findOperation(method, url.pathname)?.id === operation.id;
}
