import type { Route } from "@agent-webhooks/types";
import { assertMatches } from "./validate-request.ts";

/**
 * Replaces `{name}` in a path template by the encoded value of `name`.
 *
 * @throws ValidationError for an empty value, `.` or `..`: the URL would be that of another operation
 */
export function fillPath(template: string, values: Readonly<Record<string, unknown>>): string {
  return template.replace(/{(\w+)}/g, (_, name: string) => {
    const value = values[name];
    // A lone surrogate (Cs) cannot be encoded.
    assertMatches(name, value, /^(?!\.\.?$)\P{Cs}+$/u, "is invalid");
    return encodeURIComponent(value);
  });
}

/** Finds the operation of a request by its method and the end of its path. */
export function findRoute<At extends Pick<Route, "method" | "path">>(
  routes: readonly At[],
  { method, url }: { readonly method: string; readonly url: string },
): At | undefined {
  return routes.find(
    (route) => route.method === method && new RegExp(`${route.path.replace(/{\w+}/g, "[^/?]+")}($|\\?)`).test(url),
  );
}
