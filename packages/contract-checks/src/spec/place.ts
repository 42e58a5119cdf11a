import { headerNames } from "../receiver/build-request.ts";
import { allOperations } from "./operations.ts";

const operations = Object.values(allOperations);

/**
 * A JSON pointer into a spec in words: `specs/webhooks.yaml: GET /agent/v0/webhooks, parameter limit`. A pointer of
 * another form is returned unchanged.
 */
export function describePlace(pointer: string): string {
  const [file, path] = pointer.split("#/");
  if (path === undefined) return pointer;
  const [section = "", ...segments] = path.split("/").map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  return `${file}: ${describeSegments(section, segments).join(", ")}`;
}

function describeSegments(section: string, segments: readonly string[]): string[] {
  const [first = "", second = "", ...rest] = segments;
  switch (section) {
    case "paths":
      if (second === "parameters") return [first, ...describeRest([second, ...rest], pathParameters(first))];
      return [`${second.toUpperCase()} ${first}`, ...describeRest(rest, queryParameters(first, second))];
    case "webhooks":
      return [`event ${first}`, ...describeRest(rest, headerNames)];
    case "components":
      return [`schema ${second}`, ...describeRest(rest, [])];
    default:
      return [[section, ...segments].join(".")];
  }
}

/** Describes what follows an operation, an event or a schema, with the names of its parameters. */
function describeRest(segments: readonly string[], parameters: readonly string[]): string[] {
  const [kind, name, ...rest] = segments;
  if (kind === undefined) return [];
  if (name === undefined) return [kind];
  const singular = { parameters: "parameter", responses: "response", properties: "property" }[kind];
  if (singular === undefined) return [segments.join("/")];
  const label = kind === "parameters" ? (parameters[Number(name)] ?? name) : name;
  return [`${singular} ${label}`, ...describeRest(rest, [])];
}

function pathParameters(path: string): string[] {
  return Object.keys(operations.find((operation) => operation.path === path)?.parameters.path ?? {});
}

function queryParameters(path: string, method: string): string[] {
  const operation = operations.find((each) => each.path === path && each.method.toLowerCase() === method);
  return Object.keys(operation?.parameters.query ?? {});
}
