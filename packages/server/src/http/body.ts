import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { Operation } from "@agent-webhooks/types";
import { contentTooLarge, unsupportedContentEncoding, unsupportedMediaType, ValidationError } from "../lib/errors.ts";

export type BodyRules = NonNullable<Operation["requestBody"]>;

/**
 * Judges a body by the headers of its request, before any of it is read.
 *
 * @throws ServiceError 415, 413
 * @throws ValidationError when there is no body
 */
export function checkBodyHeaders(headers: IncomingHttpHeaders, rules: BodyRules): void {
  const length = Number(headers["content-length"] ?? 0);
  if (headers["transfer-encoding"] === undefined && length === 0) {
    if (rules.required) throw emptyBody(rules);
    return;
  }
  const [mediaType = ""] = (headers["content-type"] ?? "").split(";");
  if (mediaType.trim().toLowerCase() !== rules.contentType) throw unsupportedMediaType(rules.contentType);
  const encoding = headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (encoding !== "identity") throw unsupportedContentEncoding();
  if (length > rules.maxBytes) throw contentTooLarge(rules.maxBytes);
}

/** No event is nested half as deep; with thousands of levels what handles JSON by recursion runs out of stack. */
const maxDepth = 100;

/**
 * Reads a body and parses it as JSON; `undefined` when it is empty and may be.
 *
 * @throws ServiceError 413
 * @throws ValidationError when it is empty, not UTF-8 (RFC 8259, 8.1), not JSON, or nested too deep (RFC 8259, 9)
 */
export async function readJson(stream: Readable, rules: BodyRules): Promise<unknown> {
  const bytes = await readBytes(stream, rules.maxBytes);
  if (bytes.length === 0) {
    if (rules.required) throw emptyBody(rules);
    return undefined;
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ValidationError({ body: ["must be UTF-8"] });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ValidationError({ body: ["must be valid JSON"] });
  }
  if (isDeeper(value, maxDepth))
    throw new ValidationError({ body: [`must be nested at most ${maxDepth} levels deep`] });
  return value;
}

/** Whether there are more objects and arrays in each other than this. The parser itself does without recursion. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  // Not `Object.values`, which takes twice as long.
  if (!Array.isArray(value)) {
    for (const name in value) if (isDeeper((value as Record<string, unknown>)[name], levels - 1)) return true;
    return false;
  }
  return value.some((item) => isDeeper(item, levels - 1));
}

function readBytes(stream: Readable, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      // What is still to come is thrown away, not left in the socket: a client that writes before it reads would
      // otherwise never see the answer.
      stream.off("data", onData);
      stream.resume();
      reject(contentTooLarge(maxBytes));
    };
    stream.on("data", onData);
    stream.once("end", () => resolve(Buffer.concat(chunks)));
    stream.once("error", reject);
  });
}

function emptyBody({ contentType }: BodyRules): ValidationError {
  return new ValidationError({ body: [`is required; send it as ${contentType}`] });
}
