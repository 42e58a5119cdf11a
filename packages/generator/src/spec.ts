import { fileURLToPath } from "node:url";
import { parseYaml } from "@agent-webhooks/spec-diff/parse-yaml";
import { isObject, type Json, type JsonObject } from "@agent-webhooks/types/json-schema";
import { $RefParser } from "@apidevtools/json-schema-ref-parser";
import { BaseResolver, bundle, createConfig, type Document, type Source } from "@redocly/openapi-core";

/** A spec in two forms: as written, where references still have names, and with every reference resolved. */
export interface Spec {
  /** Paths of the files that the spec consists of. */
  readonly sources: readonly string[];
  readonly written: JsonObject;
  readonly resolved: JsonObject;
}

/** An operation under `paths`, or the request of an event under `webhooks`. */
export interface SpecOperation {
  /** Path template, or event type. */
  readonly path: string;
  /** Lower case, as in the spec. */
  readonly method: string;
  readonly written: JsonObject;
  readonly resolved: JsonObject;
}

/** Reads YAML as the comparison of specs does: with its limits, its merge keys and its errors. */
class SpecResolver extends BaseResolver {
  override parseDocument(source: Source): Document {
    return { source, parsed: parseYaml(source.body, source.absoluteRef) };
  }
}

const METHODS = ["get", "put", "post", "patch", "delete"];

/** Reads a spec. Components of other specs that it refers to become its own, with the same names. */
export async function readSpec(file: URL): Promise<Spec> {
  const ref = file.protocol === "file:" ? fileURLToPath(file) : file.href;
  const {
    bundle: document,
    problems,
    fileDependencies,
  } = await bundle({
    config: await createConfig({}),
    externalRefResolver: new SpecResolver(),
    ref,
  });
  const [problem] = problems;
  if (problem !== undefined) throw new Error(`${ref}: ${problem.message}`);
  const written = document.parsed as JsonObject;
  // The parser modifies the document that it is given.
  const resolved = await $RefParser.dereference(structuredClone(written), { dereference: { circular: false } });
  return { sources: [ref, ...fileDependencies], written, resolved: resolved as unknown as JsonObject };
}

export function* specOperations(spec: Spec, section: "paths" | "webhooks"): Generator<SpecOperation> {
  const items = objectAt(spec.resolved, section);
  // An event type may start with `x-`.
  for (const [path, item] of section === "paths" ? withoutExtensions(items) : Object.entries(items)) {
    for (const method of METHODS) {
      const resolved = asObject(item)[method];
      if (resolved === undefined) continue;
      const parameters = [...asList(asObject(item).parameters), ...asList(asObject(resolved).parameters)];
      const written = writtenOperation(spec, objectAt(spec.written, section, path), method);
      yield { path, method, written, resolved: { ...asObject(resolved), parameters } };
    }
  }
}

/** Returns the operation of a path item, which may have methods beside its reference, or of one that it refers to. */
function writtenOperation(spec: Spec, item: JsonObject, method: string): JsonObject {
  let current = item;
  while (current[method] === undefined && typeof current.$ref === "string") {
    current = followReference(spec, current.$ref);
  }
  return objectAt(current, method);
}

/** Returns the name of the component schema of a request or response body. Code finds the schema by this name. */
export function schemaName(spec: Spec, body: JsonObject, where: string): string {
  const { $ref: ref } = followReferences(spec, objectAt(body, "content", "application/json", "schema"), true);
  if (typeof ref !== "string") {
    throw new Error(`${where}: the body must refer to a component schema: { $ref: "#/components/schemas/…" }`);
  }
  return ref.slice(ref.lastIndexOf("/") + 1);
}

/** Follows references to the value they lead to, or with `toLastReference` to the last reference before it. */
export function followReferences(spec: Spec, value: JsonObject, toLastReference = false): JsonObject {
  let current = value;
  while (typeof current.$ref === "string") {
    const next = followReference(spec, current.$ref);
    if (toLastReference && typeof next.$ref !== "string") return current;
    current = next;
  }
  return current;
}

function followReference(spec: Spec, reference: string): JsonObject {
  const keys = reference.slice(2).split("/");
  return objectAt(spec.written, ...keys.map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~")));
}

/** Returns the entries of an object that may have extensions, without these. */
export function withoutExtensions(object: JsonObject): [key: string, value: Json][] {
  return Object.entries(object).filter(([key]) => !key.startsWith("x-"));
}

/** Returns the object at a path, empty if it is absent. @throws Error if another value is there */
export function objectAt(root: JsonObject, ...path: string[]): JsonObject {
  return path.reduce((value, key) => asObject(value[key] ?? {}), root);
}

export function asObject(value: Json): JsonObject {
  if (!isObject(value)) throw new Error(`expected an object, found ${JSON.stringify(value)}`);
  return value;
}

export function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
