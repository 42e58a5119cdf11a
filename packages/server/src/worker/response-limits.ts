/// <reference path="../library-parts.d.ts" />
import type { Socket } from "node:net";
import errors from "undici/lib/core/errors.js";

/** Of a status line with its headers. The informational responses before it have as much together. */
const maxHeadBytes = 32_768;
/** Of what follows the head. Only its beginning is kept, but when a connection is closed, the next delivery needs a new one. */
const maxRestBytes = 65_536;
/** undici must not find headers or trailers too large: see {@link limitResponses}. */
export const maxHeaderSize: number = 2 * (maxHeadBytes + maxRestBytes);

/** 1xx, except 101, which ends HTTP on the connection. */
const informational = /^HTTP\/1\.[01] 1(?!01)\d\d[ \r]/;
/** Of the status line, as much as `informational` matches. */
const prefixBytes = "HTTP/1.1 100 ".length;
const headEnd = "\r\n\r\n";
const noBytes = Buffer.alloc(0);

/**
 * Passes on no more of each response than is needed, and then closes the connection. undici parses all that it has read, and
 * creates an error for each header above its limit, also for trailers: for 64 KiB of short ones, that takes 250 ms.
 *
 * Leaves out informational responses, which a client has to parse even if it does not expect any (RFC 9110, 15.2): at
 * `100 Continue`, undici closes the connection.
 *
 * A response can only begin after a write, as requests are not pipelined.
 */
export function limitResponses(socket: Socket): void {
  const write = socket.write;
  const read = socket.read;
  let response: RawResponse | undefined;

  socket.write = ((...written: Parameters<typeof write>) => {
    // undici writes a request in two parts.
    if (response?.isUnread !== true) response = new RawResponse();
    return write.apply(socket, written);
  }) as typeof write;

  socket.read = (size?: number) => {
    for (;;) {
      if (response?.error !== undefined) {
        socket.destroy(response.error);
        return null;
      }
      const chunk: Buffer | null = read.call(socket, size);
      if (response === undefined || chunk === null) return chunk;
      const passed = response.read(chunk);
      if (passed !== undefined) return passed;
    }
  };
}

/** A response as it is read from a connection. */
class RawResponse {
  /** Why no more of it is to be read. */
  error: Error | undefined;
  /** Nothing of it has arrived. */
  isUnread = true;
  #part: "start" | "informational" | "head" | "rest" = "start";
  /** A start that is too short to tell what it is of. */
  #held: Buffer = noBytes;
  /** The last bytes of the head so far, in which its end may begin. */
  #tail = "";
  /** Of the informational responses, the head or the rest. */
  #byteCount = 0;

  /** Returns what is to be parsed; `undefined` if it is not known yet, or nothing. */
  read(chunk: Buffer): Buffer | undefined {
    this.isUnread = false;
    if (this.#part === "rest") return this.#readRest(chunk, 0);
    if (this.#part === "head") return this.#readHead(chunk);
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const start = this.#skipInformational(bytes);
    return start === undefined ? undefined : this.#readHead(bytes.subarray(start));
  }

  /** Where the response begins that is not informational; `undefined` if it has not arrived. */
  #skipInformational(bytes: Buffer): number | undefined {
    for (let start = 0; ; ) {
      if (this.#part === "start") {
        const prefix = bytes.toString("latin1", start, start + prefixBytes);
        this.#held = bytes.subarray(start, start + prefix.length);
        if (prefix.length < prefixBytes) return undefined;
        if (!informational.test(prefix)) {
          this.#part = "head";
          this.#byteCount = 0;
          return start;
        }
        this.#held = noBytes;
        this.#part = "informational";
      }
      const end = this.#findHeadEnd(bytes, start);
      this.#byteCount += (end ?? bytes.length) - start;
      if (this.#byteCount > maxHeadBytes) this.error = new errors.HeadersOverflowError();
      if (end === undefined || this.error !== undefined) return undefined;
      this.#part = "start";
      start = end;
    }
  }

  #readHead(bytes: Buffer): Buffer | undefined {
    const end = this.#findHeadEnd(bytes, 0);
    this.#byteCount += end ?? bytes.length;
    if (this.#byteCount > maxHeadBytes) {
      this.error = new errors.HeadersOverflowError();
      return undefined;
    }
    if (end === undefined) return bytes;
    this.#part = "rest";
    this.#byteCount = 0;
    return this.#readRest(bytes, end);
  }

  /** @param start where it begins in `bytes` */
  #readRest(bytes: Buffer, start: number): Buffer {
    this.#byteCount += bytes.length - start;
    if (this.#byteCount < maxRestBytes) return bytes;
    this.error = new Error("the response is too long");
    return bytes.subarray(0, bytes.length - (this.#byteCount - maxRestBytes));
  }

  /** Where the head ends that began before `start` or begins there; `undefined` if it goes on. */
  #findHeadEnd(bytes: Buffer, start: number): number | undefined {
    const tail = this.#tail;
    this.#tail = "";
    const inTail = (tail + bytes.toString("latin1", start, start + headEnd.length - 1)).indexOf(headEnd);
    if (inTail >= 0) return start + inTail + headEnd.length - tail.length;
    const index = bytes.indexOf(headEnd, start);
    if (index >= 0) return index + headEnd.length;
    const last = bytes.toString("latin1", Math.max(start, bytes.length - headEnd.length + 1));
    this.#tail = (tail + last).slice(1 - headEnd.length);
    return undefined;
  }
}
