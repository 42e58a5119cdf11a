import { fileURLToPath } from "node:url";
import { $RefParser } from "@apidevtools/json-schema-ref-parser";
import { bundle, createConfig } from "@redocly/openapi-core";
import { isObject, type Json, type JsonObject } from "../src/json-schema.ts";

/** A spec twice: as written, where references still have names, and with every reference resolved. */
export interface Spec {
  readonly file: URL;
  readonly written: JsonObject;
  readonly resolved: JsonObject;
}

/** An operation, or the request that an event makes: where it stands in the spec and what stands there. */
export interface Place {
  /** Path template, or event type. */
  readonly path: string;
  /** Lower case, as in the spec. */
  readonly method: string;
  readonly written: JsonObject;
  readonly resolved: JsonObject;
}

const METHODS = ["get", "put", "post", "patch", "delete"];

/** Reads a spec. What it takes from another one becomes its own, under the same name. */
export async function readSpec(file: URL): Promise<Spec> {
  const { bundle: document, problems } = await bundle({ config: await createConfig({}), ref: fileURLToPath(file) });
  const [problem] = problems;
  if (problem !== undefined) throw new Error(`${fileURLToPath(file)}: ${problem.message}`);
  const written = document.parsed as JsonObject;
  // Resolving works on the document that it is given.
  const resolved = await $RefParser.dereference(structuredClone(written), { dereference: { circular: false } });
  return { file, written, resolved: resolved as unknown as JsonObject };
}

export function* places(spec: Spec, section: "paths" | "webhooks"): Generator<Place> {
  for (const [path, item] of Object.entries(object(spec.resolved[section] ?? {}))) {
    for (const method of METHODS) {
      const resolved = object(item)[method];
      if (resolved === undefined) continue;
      const written = at(spec.written, section, path, method);
      yield { path, method, written, resolved: withPathParameters(object(item), object(resolved)) };
    }
  }
}

/** Name of the component schema behind a `content` object, which must refer to one: code finds it by that name. */
export function schemaName(spec: Spec, content: Json | undefined, where: string): string {
  const ref = follow(spec, object(object(object(content ?? {})["application/json"] ?? {}).schema ?? {}), true).$ref;
  if (typeof ref !== "string")
    throw new Error(`${where}: the body needs a named schema: { $ref: "#/components/schemas/…" }`);
  return ref.slice(ref.lastIndexOf("/") + 1);
}

/** Follows references until something else stands there; with `lastReference`, returns the last reference instead. */
export function follow(spec: Spec, value: JsonObject, lastReference = false): JsonObject {
  let current = value;
  while (typeof current.$ref === "string") {
    const next = at(spec.written, ...current.$ref.slice(2).split("/"));
    if (lastReference && typeof next.$ref !== "string") return current;
    current = next;
  }
  return current;
}

export function object(value: Json): JsonObject {
  if (!isObject(value)) throw new Error(`expected an object, found ${JSON.stringify(value)}`);
  return value;
}

export function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function at(root: JsonObject, ...path: string[]): JsonObject {
  return path.reduce((value, key) => object(value[key.replaceAll("~1", "/").replaceAll("~0", "~")] ?? {}), root);
}

function withPathParameters(item: JsonObject, operation: JsonObject): JsonObject {
  return { ...operation, parameters: [...list(item.parameters), ...list(operation.parameters)] };
}
