import type { Socket } from "node:net";

/** 1xx, except 101, which ends HTTP on the connection. */
const informational = /^HTTP\/1\.[01] 1(?!01)\d\d[ \r]/;
/** Of the status line, as much as `informational` matches. */
const prefixBytes = "HTTP/1.1 100 ".length;
const headEnd = "\r\n\r\n";
const maxHeadBytes = 32_768;

/**
 * Makes the reads of a connection skip informational responses, which a client has to parse even if it does not expect any
 * (RFC 9110, 15.2): undici closes the connection at `100 Continue`. A response can only begin after a write, as requests are
 * not pipelined.
 */
export function skipInformationalResponses(socket: Socket): void {
  const write = socket.write;
  const read = socket.read;
  let isAtStart = false;
  let held: Buffer | undefined;

  socket.write = ((...written: Parameters<typeof write>) => {
    isAtStart = true;
    return write.apply(socket, written);
  }) as typeof write;

  socket.read = (size?: number) => {
    for (;;) {
      const chunk: Buffer | null = read.call(socket, size);
      if (!isAtStart || chunk === null) return chunk;
      const bytes = held === undefined ? chunk : Buffer.concat([held, chunk]);
      const start = findFinalResponse(bytes);
      if (start === undefined && bytes.length < maxHeadBytes) {
        held = bytes;
        continue;
      }
      isAtStart = false;
      held = undefined;
      return bytes.subarray(start);
    }
  };
}

/** Where the response begins that is not informational; `undefined` if it has not arrived. */
function findFinalResponse(bytes: Buffer): number | undefined {
  for (let start = 0; ; ) {
    const prefix = bytes.toString("latin1", start, start + prefixBytes);
    if (prefix.length < prefixBytes) return undefined;
    if (!informational.test(prefix)) return start;
    const end = bytes.indexOf(headEnd, start);
    if (end < 0) return undefined;
    start = end + headEnd.length;
  }
}
