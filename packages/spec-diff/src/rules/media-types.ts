import type { JsonObject } from "../spec/json.ts";
import type { Node } from "../spec/node.ts";
import type { Content } from "../spec/operation.ts";

/** A media type of the old document, and the one of the new document that took its place. */
export interface MediaTypePair {
  readonly mediaType: string;
  readonly base: Node<JsonObject>;
  /** Absent if there is none. */
  readonly head: Node<JsonObject> | undefined;
}

/**
 * Pairs the media types of a body. What a caller sends must be one of the new types, and what it is sent must be one of
 * the old ones: `application/json` can become the range `application/*` in requests, the other way in responses.
 *
 * @param isRead whether the provider reads the body; otherwise it sends it
 */
export function pairMediaTypes(base: Content, head: Content, isRead: boolean): MediaTypePair[] {
  return [...base].flatMap(([mediaType, node]): MediaTypePair[] => {
    const pairWith = (other: string | undefined) => ({ mediaType, base: node, head: head.get(other ?? "") });
    const within = [...head.keys()].filter((other) => isWithin(other, mediaType));
    // A narrower old media type describes some of them better.
    const own = within.filter((other) => mostSpecificAround(other, base) === mediaType);
    if (!isRead) return own.length > 0 ? own.map(pairWith) : [pairWith(mostSpecific(within))];
    const around = mostSpecificAround(mediaType, head);
    // A narrower new media type describes part of a range. Callers of one media type did not send a new parameter.
    const narrower = mediaType.includes("*") ? own.filter((other) => other !== around) : [];
    return [around, ...narrower].map(pairWith);
  });
}

/** The media types of a new body that no old one includes. */
export function findAdditionalMediaTypes(base: Content, head: Content): [mediaType: string, node: Node<JsonObject>][] {
  return [...head].filter(([mediaType]) => mostSpecificAround(mediaType, base) === undefined);
}

/** The media type or range that applies to a media type. */
function mostSpecificAround(mediaType: string, content: Content): string | undefined {
  return mostSpecific([...content.keys()].filter((other) => isWithin(mediaType, other)));
}

function mostSpecific(mediaTypes: readonly string[]): string | undefined {
  return mediaTypes.toSorted(
    (one, other) => wildcards(one) - wildcards(other) || parse(other).parameters.size - parse(one).parameters.size,
  )[0];
}

interface MediaType {
  readonly name: string;
  readonly parameters: ReadonlySet<string>;
}

/** Whether every body of a media type is one of another media type or range. Names are compared as a whole. */
function isWithin(narrow: string, wide: string): boolean {
  const [one, other] = [parse(narrow), parse(wide)];
  const isNameWithin =
    other.name === one.name ||
    other.name === "*/*" ||
    (other.name.endsWith("/*") && one.name.startsWith(other.name.slice(0, -1)));
  return isNameWithin && other.parameters.isSubsetOf(one.parameters);
}

/** The same text for media types that differ in nothing that matters, such as the case of their names. */
export function normalizeMediaType(text: string): string {
  const { name, parameters } = parse(text);
  return [name, ...[...parameters].sort()].join("; ");
}

/** RFC 9110 8.3.1: names and the names of parameters are case-insensitive. */
function parse(text: string): MediaType {
  const [type = "", ...rest] = text.split(";").map((part) => part.trim());
  const name = type.toLowerCase();
  const isJson = /[/+]json$/.test(name);
  const parameters = rest.filter(Boolean).map((parameter) => {
    const [key = "", value = ""] = parameter.split("=");
    const [lowerKey, bare] = [key.trim().toLowerCase(), value.trim().replaceAll('"', "")];
    return `${lowerKey}=${lowerKey === "charset" ? bare.toLowerCase() : bare}`;
  });
  // JSON is always UTF-8 (RFC 8259 8.1).
  return { name, parameters: new Set(parameters.filter((one) => !(isJson && one === "charset=utf-8"))) };
}

function wildcards(mediaType: string): number {
  return mediaType.split("*").length;
}
