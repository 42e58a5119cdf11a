import { BodyNotRawError, BodyTooLargeError } from "./errors.ts";

/** A body as it was received. A string stands for its UTF-8 bytes. */
export type RawBody = string | Uint8Array | ArrayBuffer;

/** Whether this is a raw body, and not what a parser made of it. Tells by shape: an ArrayBuffer may be of another realm. */
export const isRaw = (body: unknown): body is RawBody =>
  typeof body === "string" || (body as ArrayBuffer | null | undefined)?.byteLength !== undefined;

/** @throws BodyNotRawError */
export const toSignable = (body: unknown): string | Uint8Array => {
  if (!isRaw(body)) throw new BodyNotRawError();
  return typeof body === "string" || "buffer" in body ? body : new Uint8Array(body);
};

/** Joins what comes, and stops as soon as there are too many bytes. A string stands for its UTF-8 bytes. @throws BodyTooLargeError */
export const join = async (
  chunks: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    const part = typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk;
    size += part.length;
    if (size > maxBytes) throw new BodyTooLargeError(maxBytes);
    parts.push(part);
  }
  // No copy of a body that came in one piece.
  if (parts.length === 1) return parts[0] as Uint8Array<ArrayBuffer>;
  const body = new Uint8Array(size);
  size = 0;
  for (const part of parts) {
    body.set(part, size);
    size += part.length;
  }
  return body;
};

/**
 * The text of UTF-8 bytes. A decoder that refuses what is not UTF-8 takes twice as long as one that puts U+FFFD there,
 * so it is asked only where there is such a character, which the sender may also have meant.
 */
export const decode = (bytes: Uint8Array, fatal = false): string => {
  const text = new TextDecoder("utf-8", { fatal }).decode(bytes);
  return !fatal && text.includes("\ufffd") ? decode(bytes, true) : text;
};
