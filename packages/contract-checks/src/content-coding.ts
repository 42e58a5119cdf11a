import { promisify } from "node:util";
import { brotliDecompress, constants, gunzip, inflate, inflateRaw, type ZlibOptions } from "node:zlib";

/** A proxy may compress responses without being asked. A body that expands to more is not decoded. */
const maxOutputLength = 64 * 1024 * 1024;

/** Incomplete data is decoded as far as it goes. */
const options: ZlibOptions = { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH };

type Decode = (bytes: Uint8Array) => Promise<Uint8Array>;

const unzip: Decode = (bytes) => promisify(gunzip)(bytes, options);
const decoders: Readonly<Record<string, Decode>> = {
  identity: async (bytes) => bytes,
  gzip: unzip,
  "x-gzip": unzip,
  // RFC 9110, 8.4.1.2: some senders leave out the zlib header.
  deflate: (bytes) => promisify(inflate)(bytes, options).catch(() => promisify(inflateRaw)(bytes, options)),
  br: (bytes) => promisify(brotliDecompress)(bytes, { maxOutputLength, finishFlush: constants.BROTLI_OPERATION_FLUSH }),
};

/**
 * Decodes a body by its `Content-Encoding` (RFC 9110, 8.4). Returns it unchanged when a coding is unknown, or the body does
 * not have it.
 */
export async function decodeContent(body: Uint8Array, contentEncoding: string | null | undefined): Promise<Uint8Array> {
  let decoded = body;
  // The last one was applied last.
  for (const coding of (contentEncoding ?? "").toLowerCase().split(",").reverse()) {
    const decode = decoders[coding.trim() || "identity"];
    try {
      if (decode === undefined) return body;
      if (decoded.byteLength > 0) decoded = await decode(decoded);
    } catch {
      return body;
    }
  }
  return decoded;
}
