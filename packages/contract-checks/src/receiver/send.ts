import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { Socket } from "node:net";
import type { RawRequest } from "./delivery.ts";

/** What a receiver answered. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The beginning of the body, for people. */
  readonly excerpt: string;
  readonly ms: number;
}

/** There was no answer. */
export interface Unanswered {
  readonly status: undefined;
  /** `unreachable`: there was no connection; `closed`: it ended before an answer; `late`: the time was over. */
  readonly failure: "unreachable" | "closed" | "late";
  readonly reason: string;
}

export type Answer = Answered | Unanswered;

/** Time for a connection to come about. */
const connectWithinMs = 4_000;
/** What goes out in two pieces has this pause between them, so that it arrives in two. */
const pauseMs = 40;
/** Only the status counts: a body that drips or never ends is read for this long, and up to this many characters. */
const excerpt = { withinMs: 50, characters: 160 };

/** Sends a request on a connection of its own, follows nothing, and answers as soon as there is a status. */
export function send(url: URL, request: RawRequest, withinMs: number): Promise<Answer> {
  const secure = url.protocol === "https:";
  return new Promise((resolve) => {
    const start = performance.now();
    let connected = false;
    const outgoing = (secure ? requestHttps : requestHttp)(url, {
      method: request.method,
      headers: request.headers,
      agent: false,
    });
    const settle = (answer: Answer) => {
      clearTimeout(deadline);
      clearTimeout(connectDeadline);
      resolve(answer);
      outgoing.destroy();
    };
    const fail = (failure: Unanswered["failure"], reason: string) => settle({ status: undefined, failure, reason });
    const deadline = setTimeout(() => fail("late", `no answer within ${withinMs / 1000} s`), withinMs);
    const connectDeadline = setTimeout(
      () => connected || fail("unreachable", `no connection within ${connectWithinMs / 1000} s`),
      connectWithinMs,
    );

    outgoing.on("socket", (socket: Socket) => {
      socket.setNoDelay(true);
      socket.once(secure ? "secureConnect" : "connect", () => {
        connected = true;
      });
    });
    let answered = false;
    outgoing.on("error", (error) => {
      // It has answered, and did not want the rest of the body.
      if (answered) return;
      // The parser's code, when what came is not HTTP.
      const reason = error.message || ("code" in error ? String(error.code) : error.name);
      if (connected) fail("closed", `the connection ended without an answer (${reason})`);
      else fail("unreachable", reason);
    });
    outgoing.on("response", (response) => {
      answered = true;
      clearTimeout(deadline);
      const ms = performance.now() - start;
      let text = "";
      const done = () => {
        clearTimeout(patience);
        const { statusCode: status = 0, headers } = response;
        settle({ status, headers, excerpt: text.slice(0, excerpt.characters), ms });
      };
      const patience = setTimeout(done, excerpt.withinMs);
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
        if (text.length >= excerpt.characters) done();
      });
      response.on("end", done);
      response.on("error", done);
    });
    write(outgoing, request);
  });
}

function write(outgoing: ReturnType<typeof requestHttp>, { body, firstPiece }: RawRequest): void {
  if (firstPiece === undefined) {
    outgoing.end(body);
    return;
  }
  outgoing.flushHeaders();
  outgoing.write(body.subarray(0, firstPiece), () => {
    setTimeout(() => outgoing.end(body.subarray(firstPiece)), pauseMs);
  });
}
