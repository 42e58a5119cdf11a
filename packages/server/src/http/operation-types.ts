import type { OperationId, operations, Paths } from "./operations.ts";

type Table = typeof operations;

/** What its spec says of an operation, as a type. */
type Spec<Id extends OperationId> = Paths[Table[Id]["path"]][Lowercase<Table[Id]["method"]> &
  keyof Paths[Table[Id]["path"]]];

type PathParameters<Id extends OperationId> =
  Spec<Id> extends { parameters: { path: infer Parameters } } ? Parameters : Record<string, never>;

type Query<Id extends OperationId> =
  Spec<Id> extends { parameters: { query?: infer Parameters } } ? Exclude<Parameters, undefined> : never;

/** Query parameters that have a default are there whether they were sent or not. */
type Defaulted<Id extends OperationId> = {
  [Name in keyof Table[Id]["parameters"]["query"]]: Table[Id]["parameters"]["query"][Name] extends {
    schema: { default: unknown };
  }
    ? Name
    : never;
}[keyof Table[Id]["parameters"]["query"]];

type ServedQuery<Id extends OperationId> = Query<Id> & {
  readonly [Name in Defaulted<Id> & keyof Query<Id>]-?: Exclude<Query<Id>[Name], undefined>;
};

type Body<Id extends OperationId> =
  Spec<Id> extends { requestBody: { content: { "application/json": infer Json } } }
    ? Json
    : Spec<Id> extends { requestBody?: { content: { "application/json": infer Json } } }
      ? Json | undefined
      : undefined;

type Responses<Id extends OperationId> = Spec<Id> extends { responses: infer All } ? All : never;

type Success<Id extends OperationId> = Responses<Id>[Table[Id]["success"][number] & keyof Responses<Id>];

/** The body of the success answer; `undefined` when it is empty. */
export type Answer<Id extends OperationId> =
  Success<Id> extends { content: { "application/json": infer Json } } ? Json : undefined;

/** A request that has passed every check that the spec alone can make. */
export interface Call<Id extends OperationId> {
  readonly organizationId: string;
  readonly path: PathParameters<Id>;
  readonly query: ServedQuery<Id>;
  readonly body: Body<Id>;
}

export type Handler<Id extends OperationId> = (call: Call<Id>) => Promise<Answer<Id>>;

/** One handler for every operation of the specs: a new operation does not compile until it has one. */
export type Handlers = { readonly [Id in OperationId]: Handler<Id> };

/** Every path parameter of an operation that has a body: what it names is looked for before the body is read. */
export type LookedUp = {
  [Id in OperationId]: Table[Id]["requestBody"] extends null ? never : keyof Table[Id]["parameters"]["path"] & string;
}[OperationId];
