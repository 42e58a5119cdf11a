import type { Operation } from "@agent-webhooks/types";
import type { FastifyInstance, FastifyRequest, RouteOptions } from "fastify";
import { notFound, type ServiceError, ValidationError } from "../lib/errors.ts";
import { JsonText } from "../lib/json-text.ts";
import type { Identity } from "../tokens/tokens.ts";
import { type Authentication, authenticate } from "./auth.ts";
import { addBodyParser, bodyOf, checkBodyHeaders, hasBody } from "./body.ts";
import { methodNotAllowed } from "./errors.ts";
import { type Handler, type Handlers, type OperationId, operations, schemas } from "./operations.ts";
import { createQueryReader } from "./query.ts";
import type { CheckPath } from "./resources.ts";
import { createValidator, IssueList } from "./validation.ts";

export interface OperationRoutesOptions {
  readonly authentication: Authentication;
  readonly checkPath: CheckPath;
  readonly handlers: Handlers;
}

/** Set by the first hook of a route for the ones after it. */
const identities = new WeakMap<FastifyRequest, Identity>();

/** Serves every operation of the specs. The order of the checks: 401, 403, 404, 415 or 413, 400. */
export async function serveOperations(app: FastifyInstance, options: OperationRoutesOptions): Promise<void> {
  addBodyParser(app);
  const table: readonly Operation[] = Object.values(operations);
  for (const method of methodsWithoutBody(table)) {
    app.addHttpMethod(method, { hasBody: false, overrideExisting: true });
  }
  for (const id of Object.keys(operations) as OperationId[]) {
    app.route(createRoute(id, options.handlers[id] as Handler<OperationId>, options));
  }
}

/** Methods whose body, if one is sent, is ignored. */
function methodsWithoutBody(table: readonly Operation[]): Set<string> {
  const methods = new Set<string>(table.map(({ method }) => method));
  for (const { method, requestBody } of table) if (requestBody !== null) methods.delete(method);
  return methods;
}

function createRoute(
  id: OperationId,
  handle: Handler<OperationId>,
  { authentication, checkPath }: OperationRoutesOptions,
): RouteOptions {
  const operation: Operation = operations[id];
  const { requestBody } = operation;
  const readQuery = createQueryReader(operation.parameters.query);
  const validateBody = requestBody && createValidator(schemaNamed(requestBody.schema), "body");
  const [successStatus = 200] = operation.success;
  return {
    method: operation.method,
    url: operation.path.replaceAll(/\{(\w+)\}/g, ":$1"),
    config: { operation },
    schema: { response: responseSchemas(operation) },

    async onRequest(request) {
      identities.set(request, await authenticate(authentication, request.headers.authorization, operation));
    },

    async preParsing(request, _reply, payload) {
      const { headers } = request;
      if (requestBody !== null) {
        await checkPath(id, identityOf(request).organizationId, pathOf(request));
        checkBodyHeaders(headers, requestBody);
      }
      // Fastify rejects an invalid content type with a 415, also where there is no body to read.
      if (requestBody === null || !hasBody(headers)) headers["content-type"] = undefined;
      return payload;
    },

    async handler(request, reply) {
      const { value: body, text: bodyText } = bodyOf(request);
      // An optional body is validated when it is sent.
      const issues = validateBody && body !== undefined ? validateBody(body) : new IssueList();
      const query = readQuery(request.query as Record<string, unknown>, issues);
      if (!issues.isEmpty) throw new ValidationError(issues.toObject());
      const { organizationId } = identityOf(request);
      // Validated above, which the compiler cannot see.
      const validated = { organizationId, path: pathOf(request), query, body, bodyText } as Parameters<
        typeof handle
      >[0];
      reply.status(successStatus);
      const response = await handle(validated);
      if (response instanceof JsonText) return reply.type("application/json; charset=utf-8").send(response.text);
      return reply.send(response);
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

/** The schemas from which fastify compiles its serializers. */
function responseSchemas({ responses }: Operation): Record<string, object> {
  const documented = Object.entries(responses).flatMap(([status, { schema }]) =>
    schema === undefined ? [] : [[status, schemaNamed(schema)] as const],
  );
  return Object.fromEntries(documented);
}

/** A route as a spec writes it: `{name}` for each path parameter. A `*` at its end: any path. */
export type KnownRoute = Pick<Operation, "method" | "path">;

/** Rejects requests without a route: 405 on a path of `routes` that has other methods, else 404. */
export function rejectUnknownRoutes(app: FastifyInstance, routes: readonly KnownRoute[]): void {
  const paths = [...new Set(routes.map(({ path }) => path))].map((path) => ({
    pattern: pathPattern(path),
    methods: routes
      .filter((route) => route.path === path)
      .flatMap(({ method }) => (method === "GET" ? ["GET", "HEAD"] : [method])),
  }));
  const errorOf = (method: string, url: string): ServiceError => {
    const [requested = ""] = url.split("?");
    // `/events/batch` is also the path of an event.
    const known = paths.filter(({ pattern }) => pattern.test(requested)).flatMap(({ methods }) => methods);
    return known.length === 0 ? notFound("Path") : methodNotAllowed(method, [...new Set(known)]);
  };
  // In a hook, not in the 404 handler, so that the request body is not read first.
  app.addHook("onRequest", async (request) => {
    if (request.is404) throw errorOf(request.method, request.url);
  });
}

/** `/a/{b}` as an expression, as the router matches it. */
function pathPattern(template: string): RegExp {
  const source = template
    .split(/\{\w+\}/)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\\\*$/, ".*"))
    .join("[^/]+");
  return new RegExp(`^${source}$`);
}
