import { BodyNotRawError, BodyTooLargeError } from "../errors.ts";
import type { RawBody } from "../http-types.ts";

/**
 * Whether this is a raw body rather than a parsed one, which may have fields of any name, but no methods. Checks the shape:
 * an ArrayBuffer may be of another realm.
 */
export function isRawBody(body: unknown): body is RawBody {
  const bytes = body as ArrayBuffer | null | undefined;
  return typeof body === "string" || (bytes?.byteLength !== undefined && typeof bytes.slice === "function");
}

/** @throws BodyNotRawError */
export function toTextOrBytes(body: unknown): string | Uint8Array {
  if (!isRawBody(body)) throw new BodyNotRawError();
  return typeof body === "string" || "buffer" in body ? body : new Uint8Array(body);
}

/**
 * Concatenates chunks and stops reading once there are more than `maxBytes`.
 *
 * @throws BodyTooLargeError
 */
export async function readChunks(
  chunks: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    const part = typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk;
    size += part.length;
    if (size > maxBytes) throw new BodyTooLargeError(maxBytes);
    parts.push(part);
  }
  // Avoids copying a body that arrived in one chunk.
  if (parts.length === 1) return parts[0] as Uint8Array<ArrayBuffer>;
  const body = new Uint8Array(size);
  size = 0;
  for (const part of parts) {
    body.set(part, size);
    size += part.length;
  }
  return body;
}

/**
 * Decodes UTF-8.
 *
 * A fatal decoder takes twice as long as one that inserts U+FFFD. It is used only if the text contains this character,
 * which may also have been sent.
 *
 * @throws TypeError if the bytes are not UTF-8
 */
export function decodeUtf8(bytes: Uint8Array, fatal = false): string {
  const text = new TextDecoder("utf-8", { fatal }).decode(bytes);
  return !fatal && text.includes("\ufffd") ? decodeUtf8(bytes, true) : text;
}
