import type { Operation } from "@agent-webhooks/types";
import { methodNotAllowed, notFound, type ServiceError } from "../lib/errors.ts";

/** A route as a spec has it: `{name}` for each path parameter. */
export type KnownRoute = Pick<Operation, "method" | "path">;

/** Makes the refusal of a request that no route takes: 405 on a path that has other methods, else 404. */
export function compileRouteRefusal(table: readonly KnownRoute[]): (method: string, url: string) => ServiceError {
  const paths = new Map<string, { pattern: RegExp; methods: string[] }>();
  for (const { path, method } of table) {
    const known = paths.get(path) ?? { pattern: patternOf(path), methods: [] };
    known.methods.push(...(method === "GET" ? ["GET", "HEAD"] : [method]));
    paths.set(path, known);
  }
  return (method, url) => {
    const [path = ""] = url.split("?");
    for (const { pattern, methods } of paths.values()) {
      if (pattern.test(path)) return methodNotAllowed(method, methods);
    }
    return notFound("Path");
  };
}

/** `/a/{b}` as an expression; with or without a slash at the end, as the router has it. */
function patternOf(template: string): RegExp {
  const source = template
    .split(/\{\w+\}/)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("[^/]+");
  return new RegExp(`^${source}/?$`);
}
