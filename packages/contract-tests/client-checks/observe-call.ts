import type { CallOptions } from "@agent-webhooks/client";
import { ContractViolation, contractFetch, findOperation } from "@agent-webhooks/contract-checks";
import type { Operation } from "@agent-webhooks/types";

/** The input of an operation. */
export interface CallInput {
  readonly path: Readonly<Record<string, string>>;
  readonly query: object;
  readonly body: object;
}

/** Calls an operation by its id, with the examples of the spec for all input that is not given. */
export type CallOperation = (id: string, input?: Partial<CallInput>, options?: CallOptions) => PromiseLike<unknown>;

/** The examples of an operation in the spec. */
export interface OperationExamples {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly request: Readonly<Record<string, object>>;
  readonly responses: Readonly<Record<number, Readonly<Record<string, object>>>>;
}

/** The client of a spec. */
export interface SpecClient {
  readonly operations: readonly Operation[];
  readonly examples: Readonly<Record<string, OperationExamples>>;
  /** Creates the client. It must send every request through `fetch`. */
  connect(options: ConnectOptions): CallOperation;
}

/** A client under test and the URL of a mock of its spec. */
export interface ClientTarget extends SpecClient {
  readonly url: string;
}

export interface ConnectOptions {
  readonly baseUrl: string;
  readonly token: string;
  readonly fetch: typeof fetch;
  /** `0` disables retries. @default the client's own */
  readonly maxRetries?: number;
}

export interface ObserveOptions {
  /** `Prefer` header for the mock, see {@link preferExample}. */
  readonly prefer?: string;
  /** Whether the client may retry. @default false */
  readonly retries?: boolean;
}

/** The token given to the client. */
export const token = "a-token_of.the~mock";

/** A request as the client sent it. */
export interface SentRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string;
}

/** What a call sent and how it ended. */
export interface ObservedCall {
  readonly sent: readonly SentRequest[];
  readonly result?: unknown;
  /** What the call rejected with. Absent if it resolved. */
  readonly error?: unknown;
  /** How its requests and responses violate the contract. */
  readonly violations: readonly string[];
}

/** Calls an operation and records its requests. */
export async function observeCall(
  target: ClientTarget,
  operation: Operation,
  input: Partial<CallInput> = {},
  { prefer, retries = false }: ObserveOptions = {},
): Promise<ObservedCall> {
  const sent: SentRequest[] = [];
  const violations: string[] = [];
  const checked = contractFetch();
  const recordingFetch: typeof fetch = async (resource, init) => {
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
    fetch: recordingFetch,
    ...(!retries && { maxRetries: 0 }),
  });
  try {
    return { sent, violations, result: await call(operation.id, input) };
  } catch (error) {
    return { sent, violations, error };
  }
}

/** Prism's `Prefer` header for a status and one of its named examples; `default` is the unnamed one. */
export function preferExample(status: number, example: string): string {
  return `code=${status}${example === "default" ? "" : `, example=${example}`}`;
}

/** Whether a request is for an operation. */
export function isRequestOf(operation: Operation, { method, url }: SentRequest): boolean {
  return findOperation(method, url.pathname)?.id === operation.id;
}
