import { type IncomingHttpHeaders, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { Socket } from "node:net";
import { decodeContent } from "../content-coding.ts";
import { truncate } from "../report/printable.ts";
import type { RawRequest } from "./build-request.ts";

/** The response of an endpoint. */
export interface EndpointResponse {
  readonly status: number;
  readonly headers: Readonly<IncomingHttpHeaders>;
  /** The first characters of the decoded body, for findings. */
  readonly excerpt: string;
  readonly ms: number;
}

/** The endpoint sent no response. */
export interface NoResponse {
  readonly status: undefined;
  /** `unreachable`: no connection was made; `closed`: the connection ended without a response. */
  readonly failure: "unreachable" | "closed" | "timeout";
  readonly reason: string;
}

export type AttemptResult = EndpointResponse | NoResponse;

const connectTimeoutMs = 4_000;
/** For each address of the endpoint's name but the last. Node's default, 250 ms, is too short for some. */
const connectOptions = { autoSelectFamilyAttemptTimeout: connectTimeoutMs / 2 };
/** Time between the two chunks of a body, so that they arrive apart. */
const chunkDelayMs = 40;
/** Only the status counts, so at most this much of the body is read. */
const excerptLimit = { ms: 500, bytes: 4 * 160, characters: 160 };

/** Sends a request on its own connection and returns as soon as there is a status. Redirects are not followed. */
export function sendRequest(url: URL, request: RawRequest, timeoutMs: number): Promise<AttemptResult> {
  const secure = url.protocol === "https:";
  return new Promise((resolve) => {
    const start = performance.now();
    let isConnected = false;
    let hasResponded = false;
    const outgoing = (secure ? requestHttps : requestHttp)(url, {
      method: request.method,
      headers: request.headers,
      agent: false,
      ...connectOptions,
    });
    const settle = (result: AttemptResult) => {
      clearTimeout(timeout);
      clearTimeout(connectTimeout);
      resolve(result);
      outgoing.destroy();
    };
    const fail = (failure: NoResponse["failure"], reason: string) => settle({ status: undefined, failure, reason });
    const timeout = setTimeout(() => fail("timeout", `no response within ${timeoutMs / 1000} s`), timeoutMs);
    const connectTimeout = setTimeout(
      () => isConnected || fail("unreachable", `no connection within ${connectTimeoutMs / 1000} s`),
      connectTimeoutMs,
    );

    outgoing.on("socket", (socket: Socket) => {
      socket.setNoDelay(true);
      socket.once(secure ? "secureConnect" : "connect", () => {
        isConnected = true;
      });
    });
    outgoing.on("error", (error) => {
      // An endpoint may respond, and close the connection, before it has read the whole body.
      if (hasResponded) return;
      // When the response is not HTTP, the parser's error has a code and no message.
      const reason = error.message || ("code" in error ? String(error.code) : error.name);
      if (isConnected) fail("closed", `the connection ended without a response (${reason})`);
      else fail("unreachable", reason);
    });
    outgoing.on("response", (response) => {
      hasResponded = true;
      clearTimeout(timeout);
      const ms = performance.now() - start;
      const { statusCode: status = 0, headers } = response;
      const chunks: Buffer[] = [];
      let size = 0;
      let isFinished = false;
      const finish = async () => {
        if (isFinished) return;
        isFinished = true;
        clearTimeout(excerptTimeout);
        const text = new TextDecoder().decode(await decodeContent(Buffer.concat(chunks), headers["content-encoding"]), {
          stream: true,
        });
        settle({ status, headers, excerpt: truncate(text, excerptLimit.characters), ms });
      };
      const excerptTimeout = setTimeout(finish, excerptLimit.ms);
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size >= excerptLimit.bytes) finish();
      });
      response.on("end", finish);
      response.on("error", finish);
    });
    writeBody(outgoing, request);
  });
}

function writeBody(outgoing: ReturnType<typeof requestHttp>, { body, firstChunkBytes }: RawRequest): void {
  if (firstChunkBytes === undefined) {
    outgoing.end(body);
    return;
  }
  outgoing.flushHeaders();
  outgoing.write(body.subarray(0, firstChunkBytes), () => {
    setTimeout(() => outgoing.end(body.subarray(firstChunkBytes)), chunkDelayMs);
  });
}
