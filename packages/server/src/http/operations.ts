import { type paths as WebhooksPaths, operations as webhooksOperations } from "@agent-webhooks/types";
import { type paths as DeliveryPaths, operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { schemas as deliverySchemas } from "@agent-webhooks/types/delivery/schemas";
import { schemas as webhooksSchemas } from "@agent-webhooks/types/schemas";
import type { JsonText } from "../lib/json-text.ts";

/** The operations of both specs. */
export const operations: typeof webhooksOperations & typeof deliveryOperations = {
  ...webhooksOperations,
  ...deliveryOperations,
};

/** The schemas of both specs. A schema that both contain has the same name in each. */
export const schemas: Readonly<Record<string, object>> = { ...webhooksSchemas, ...deliverySchemas };

export type OperationId = keyof typeof operations;

type Table = typeof operations;
type Paths = WebhooksPaths & DeliveryPaths;

/** An operation of the spec, as openapi-typescript types it. */
type Spec<Id extends OperationId> = Paths[Table[Id]["path"]][Lowercase<Table[Id]["method"]> &
  keyof Paths[Table[Id]["path"]]];

type PathParameters<Id extends OperationId> =
  Spec<Id> extends { parameters: { path: infer Parameters } } ? Parameters : Record<string, never>;

type Query<Id extends OperationId> =
  Spec<Id> extends { parameters: { query?: infer Parameters } } ? Exclude<Parameters, undefined> : never;

/** Query parameters with a default: always set in a validated request. */
type Defaulted<Id extends OperationId> = {
  [Name in keyof Table[Id]["parameters"]["query"]]: Table[Id]["parameters"]["query"][Name] extends {
    schema: { default: unknown };
  }
    ? Name
    : never;
}[keyof Table[Id]["parameters"]["query"]];

type ValidatedQuery<Id extends OperationId> = Query<Id> & {
  readonly [Name in Defaulted<Id> & keyof Query<Id>]-?: Exclude<Query<Id>[Name], undefined>;
};

type RequestBody<Id extends OperationId> =
  Spec<Id> extends { requestBody: { content: { "application/json": infer Json } } }
    ? Json
    : Spec<Id> extends { requestBody?: { content: { "application/json": infer Json } } }
      ? Json | undefined
      : undefined;

type Responses<Id extends OperationId> = Spec<Id> extends { responses: infer All } ? All : never;

type Success<Id extends OperationId> = Responses<Id>[Table[Id]["success"][number] & keyof Responses<Id>];

/** The body of a success response; `undefined` when it is empty. */
type ResponseBody<Id extends OperationId> =
  Success<Id> extends { content: { "application/json": infer Json } } ? Json : undefined;

/** A request that has been validated against the spec. */
interface ValidatedRequest<Id extends OperationId> {
  readonly organizationId: string;
  readonly path: PathParameters<Id>;
  readonly query: ValidatedQuery<Id>;
  readonly body: RequestBody<Id>;
  /** The body before it was parsed; empty if there is none. */
  readonly bodyText: string;
}

export type Handler<Id extends OperationId> = (
  request: ValidatedRequest<Id>,
) => Promise<ResponseBody<Id> | JsonText<ResponseBody<Id>>>;

/** One handler for every operation of the specs: a new operation does not compile without one. */
export type Handlers = { readonly [Id in OperationId]: Handler<Id> };

/** The path parameters of operations that have a body. */
export type BodyPathParameter = {
  [Id in OperationId]: Table[Id]["requestBody"] extends null ? never : keyof Table[Id]["parameters"]["path"] & string;
}[OperationId];
