import type { Operation } from "@agent-webhooks/types";
import type { FastifyInstance, FastifyRequest, RouteOptions } from "fastify";
import { notFound, ServiceError, ValidationError } from "../lib/errors.ts";
import type { Identity } from "../tokens/tokens.ts";
import { type Authentication, authenticate } from "./auth.ts";
import { checkBodyHeaders, readJson } from "./body.ts";
import type { Handler, Handlers, LookedUp } from "./operation-types.ts";
import { type OperationId, operations, schemas } from "./operations.ts";
import { queryReaderOf } from "./query.ts";
import { checkOf, ProblemList } from "./validation.ts";

/** What a path parameter names, and whether the organization has it. */
export type Resources = {
  readonly [Name in LookedUp]: {
    readonly name: string;
    readonly exists: (organizationId: string, id: string, operation: OperationId) => Promise<boolean>;
  };
};

export interface OperationsDependencies {
  readonly authentication: Authentication;
  readonly handlers: Handlers;
  readonly resources: Resources;
}

/** What the hooks found out about a request, for its handler. */
const identities = new WeakMap<FastifyRequest, Identity>();

/** A body that could not be read. Thrown after the parser: fastify would close the connection under the answer. */
class UnreadableBody {
  readonly reason: ServiceError;
  constructor(reason: ServiceError) {
    this.reason = reason;
  }
}

/** Serves every operation of the specs. Checks are made in their order: 401, 403, 404, 415 and 413, 400. */
export async function serveOperations(app: FastifyInstance, dependencies: OperationsDependencies): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", async (request: FastifyRequest, payload: FastifyRequest["raw"]) => {
    const rules = request.routeOptions.config.operation?.requestBody;
    if (!rules) return undefined;
    return readJson(payload, rules).catch((error: unknown) => {
      if (error instanceof ServiceError) return new UnreadableBody(error);
      throw error;
    });
  });
  const table: readonly Operation[] = Object.values(operations);
  for (const method of methodsWithoutBody(table)) {
    app.addHttpMethod(method, { hasBody: false, overrideExisting: true });
  }
  for (const id of Object.keys(operations) as OperationId[]) {
    app.route(routeOf(operations[id], dependencies.handlers[id] as Handler<OperationId>, dependencies));
  }
}

/** Methods whose body, should one be sent, does not matter. */
function methodsWithoutBody(table: readonly Operation[]): Set<string> {
  const methods = new Set<string>(table.map(({ method }) => method));
  for (const { method, requestBody } of table) if (requestBody !== null) methods.delete(method);
  return methods;
}

function routeOf(operation: Operation, handle: Handler<OperationId>, deps: OperationsDependencies): RouteOptions {
  const readQuery = queryReaderOf(operation.parameters.query);
  const checkBody = operation.requestBody && checkOf(schemaNamed(operation.requestBody.schema), "body");
  const [successStatus = 200] = operation.success;
  return {
    method: operation.method,
    url: operation.path.replaceAll(/\{(\w+)\}/g, ":$1"),
    config: { operation },
    schema: { response: responseSchemas(operation) },

    async onRequest(request) {
      identities.set(request, await authenticate(deps.authentication, request.headers.authorization, operation));
    },

    async preParsing(request, _reply, payload) {
      if (operation.requestBody === null) return payload;
      const { organizationId } = identityOf(request);
      for (const [name, id] of Object.entries(pathOf(request))) {
        const resource = deps.resources[name as LookedUp];
        if (!(await resource.exists(organizationId, id, operation.id as OperationId))) throw notFound(resource.name);
      }
      checkBodyHeaders(request.headers, operation.requestBody);
      return payload;
    },

    async handler(request, reply) {
      if (request.body instanceof UnreadableBody) throw request.body.reason;
      // A body that may be left out and is there passes the checks like any other.
      const problems = checkBody && request.body !== undefined ? checkBody(request.body) : new ProblemList();
      const query = readQuery(request.query as Record<string, unknown>, problems);
      if (!problems.isEmpty) throw new ValidationError(problems.toObject());
      const call = { organizationId: identityOf(request).organizationId, path: pathOf(request), query };
      // The checks above are what makes the request a call of this operation; the compiler cannot see it.
      const answer = await handle({ ...call, body: request.body } as Parameters<typeof handle>[0]);
      reply.status(successStatus);
      return reply.send(answer);
    },
  };
}

function identityOf(request: FastifyRequest): Identity {
  const identity = identities.get(request);
  if (identity === undefined) throw new Error("the request has not been authenticated");
  return identity;
}

const pathOf = (request: FastifyRequest) => request.params as Record<string, string>;

function schemaNamed(name: string): object {
  const schema = schemas[name];
  if (schema === undefined) throw new Error(`the spec has no schema ${name}`);
  return schema;
}

/** Schemas that the serialisers are made of. */
function responseSchemas({ responses }: Operation): Record<string, object> {
  const documented = Object.entries(responses).flatMap(([status, { schema }]) =>
    schema === undefined ? [] : [[status, schemaNamed(schema)] as const],
  );
  return Object.fromEntries(documented);
}
