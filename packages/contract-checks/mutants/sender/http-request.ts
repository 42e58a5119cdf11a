import http from "node:http";
import https from "node:https";
import { wrongNameCertificate } from "../../src/sender/certificate.ts";

/** A request as it goes out. */
export interface OutgoingRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The response of an endpoint, or why there is none. */
export interface Result {
  readonly status?: number | undefined;
  readonly failure?: "timeout" | "connection";
  /** The start of the body of an error. */
  readonly excerpt?: string;
  readonly retryAfter?: string | undefined;
  readonly location?: string | undefined;
}

export interface SendOptions {
  /** 0: none. */
  readonly timeLimitMs: number;
  /** Each byte extends the time limit. */
  readonly limitsIdleTime: boolean;
  readonly keepAlive: boolean;
  readonly verifiesTls: boolean;
  readonly verifiesNames: boolean;
  /** Sends the body without `content-length`. */
  readonly isChunked: boolean;
}

const agents = [true, false].map((keepAlive) => ({
  keepAlive,
  http: new http.Agent({ keepAlive }),
  // It trusts the certificate, so that it has to look at the name.
  https: new https.Agent({ keepAlive, rejectUnauthorized: true, ca: wrongNameCertificate.cert }),
}));

/** Bytes of the body of an error that are kept. */
const excerptBytes = 1024;

/** Sends a request and returns the status, with the first part of the body of an error. Redirects are not followed. */
export function sendRequest(request: OutgoingRequest, options: SendOptions): Promise<Result> {
  return openRequest(request, options, (incoming, settle) => {
    const { statusCode: status = 0, headers } = incoming;
    const result = { status, retryAfter: headers["retry-after"], location: headers.location };
    if (status < 400) return settle(result);
    incoming.once("data", (part: Buffer) => settle({ ...result, excerpt: part.subarray(0, excerptBytes).toString() }));
    incoming.once("end", () => settle(result));
  });
}

/** Sends a request. @param onResponse decides when there is a result; none comes after the time limit */
export function openRequest(
  { method, url, headers, body }: OutgoingRequest,
  { timeLimitMs, limitsIdleTime, keepAlive, verifiesTls, verifiesNames, isChunked }: SendOptions,
  onResponse: (incoming: http.IncomingMessage, settle: (result: Result) => void) => void,
): Promise<Result> {
  return new Promise((resolve) => {
    const isSecure = url.startsWith("https:");
    const agent = agents.find((agent) => agent.keepAlive === keepAlive)?.[isSecure ? "https" : "http"];
    const outgoing = (isSecure ? https : http).request(url, {
      method,
      headers: { ...headers, ...(!isChunked && { "content-length": String(body.length) }) },
      ...(isSecure && !verifiesTls ? { rejectUnauthorized: false } : { agent }),
      ...(!verifiesNames && { checkServerIdentity: () => undefined }),
    });
    const settle = (result: Result) => {
      clearTimeout(timer);
      resolve(result);
      // A response that has ended leaves its connection to the next request.
      setImmediate(() => outgoing.destroy());
    };
    const end = () => settle({ failure: "timeout" });
    const timer = timeLimitMs === 0 || limitsIdleTime ? undefined : setTimeout(end, timeLimitMs);
    if (limitsIdleTime) outgoing.setTimeout(timeLimitMs, end);
    outgoing.on("error", () => settle({ failure: "connection" }));
    outgoing.on("response", (incoming) => {
      incoming.on("error", () => {});
      onResponse(incoming, settle);
      incoming.resume();
    });
    if (isChunked) outgoing.write(body.subarray(0, 1));
    outgoing.end(isChunked ? body.subarray(1) : body);
  });
}
