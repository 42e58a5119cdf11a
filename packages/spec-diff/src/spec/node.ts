import { escapeKey, isObject, type Json } from "./json.ts";

/** A value in a document with its address. */
export interface Node<Value = Json> {
  readonly value: Value;
  /** Name of the file, as shown in reports. */
  readonly file: string;
  /** JSON pointer within the file. */
  readonly pointer: string;
}

/** The address of a node: `specs/webhooks.yaml#/components/schemas/Webhook`. */
export function addressOf({ file, pointer }: Node<unknown>): string {
  return `${file}#${pointer}`;
}

/** A child of an object or an array, references not resolved. */
export function childOf({ value, file, pointer }: Node, key: string): Node | undefined {
  if (value === null || typeof value !== "object" || !Object.hasOwn(value, key)) return undefined;
  const child = isObject(value) ? value[key] : value[Number(key)];
  return child === undefined ? undefined : { value: child, file, pointer: `${pointer}/${escapeKey(key)}` };
}
