import type { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { limitResponses, maxHeaderSize } from "../src/worker/response-limits.ts";

/** A connection whose reads return these chunks. */
class Connection {
  readonly chunks: Buffer[] = [];
  readonly errors: Error[] = [];
  readonly #socket = {
    write: () => true,
    read: () => this.chunks.shift() ?? null,
    destroy: (error: Error) => this.errors.push(error),
  } as unknown as Socket;

  constructor() {
    limitResponses(this.#socket);
  }

  /** Sends a request, and returns what of the response is passed on. */
  request(...pieces: readonly string[]): string {
    for (const part of ["POST / HTTP/1.1\r\n\r\n", "{}"]) this.#socket.write(part);
    return pieces.map((piece) => this.receive(piece)).join("");
  }

  receive(piece: string): string {
    this.chunks.push(Buffer.from(piece));
    let passed = "";
    for (let chunk = this.#socket.read(); chunk !== null; chunk = this.#socket.read()) passed += chunk;
    return passed;
  }
}

const head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
const [headLimit, restLimit] = [32_768, 65_536];

describe("what is passed on of a response", () => {
  const response = `${head}ok`;
  test.each(Array.from(response, (_, index) => index))("is all of it, if it is short: split at %i", (index) => {
    const connection = new Connection();
    const pieces = [response.slice(0, index), response.slice(index)].filter((piece) => piece !== "");
    expect(connection.request(...pieces)).toBe(response);
    expect(connection.request(...response)).toBe(response);
    expect(connection.errors).toEqual([]);
  });

  test("is nothing of informational responses", () => {
    const connection = new Connection();
    const [hints, going] = ["HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n"];
    expect(connection.request(`${going}${hints}`, hints, response)).toBe(response);
    expect(connection.request(...going, ...hints, ...response)).toBe(response);
  });

  test("is all that arrives before a request, as it is not a response", () => {
    expect(new Connection().receive("HTTP/1.1 408 Request Timeout\r\n\r\n")).toBe(
      "HTTP/1.1 408 Request Timeout\r\n\r\n",
    );
  });

  const longestHead = `${head.slice(0, -4)}\r\nA: `.padEnd(headLimit - 4, "a");
  test.each([
    ["one piece", [`${longestHead}\r\n\r\n`]],
    ["two pieces", [longestHead.slice(0, 9_999), `${longestHead.slice(9_999)}\r\n\r\n`]],
    ["small pieces", `${longestHead}\r\n\r\n`.match(/[\s\S]{1,100}/g) ?? []],
  ])("is a head of the greatest length, in %s, and none that is longer", (_, pieces) => {
    const connection = new Connection();
    expect(connection.request(...pieces, "ok")).toBe(`${pieces.join("")}ok`);
    expect(connection.errors).toEqual([]);
    const passed = connection.request(...pieces.with(-1, ` ${pieces.at(-1)}`));
    expect(passed.length).toBeLessThanOrEqual(headLimit);
    expect(connection.errors).toMatchObject([{ code: "UND_ERR_HEADERS_OVERFLOW" }]);
  });

  test.each([
    ["a head", "", "UND_ERR_HEADERS_OVERFLOW"],
    ["an informational response", "HTTP/1.1 100 Continue\r\n", "UND_ERR_HEADERS_OVERFLOW"],
  ])("is little of %s that does not end", (_, start, code) => {
    for (const pieces of [[`${start}${"a:\r\n".repeat(50_000)}`], [start, ...Array(100).fill("a:\r\n".repeat(500))]]) {
      const connection = new Connection();
      expect(connection.request(...pieces.filter((piece) => piece !== "")).length).toBeLessThanOrEqual(headLimit);
      expect(connection.errors[0]).toMatchObject({ code });
    }
  });

  test.each([
    ["one piece", (responses: string) => [responses]],
    ["a piece each", (responses: string) => responses.match(/H[\s\S]+?\r\n\r\n(ok)?/g) ?? []],
    ["bytes", (responses: string) => [...responses]],
  ])("is nothing after too many informational responses, in %s", (_, toPieces) => {
    const going = "HTTP/1.1 100\r\n\r\n";
    const most = going.repeat(headLimit / going.length);
    expect(new Connection().request(...toPieces(most + response))).toBe(response);
    const connection = new Connection();
    expect(connection.request(...toPieces(going + most + response))).toBe("");
    expect(connection.errors[0]).toMatchObject({ code: "UND_ERR_HEADERS_OVERFLOW" });
  });

  test.each([
    ["one piece", ["a".repeat(200_000)]],
    ["several pieces", Array(100).fill("a".repeat(2_000))],
    ["pieces that end at the limit", Array(4).fill("a".repeat(restLimit / 2))],
  ])("is the beginning of a long body or of long trailers, in %s", (_, pieces) => {
    const connection = new Connection();
    expect(connection.request(head, ...pieces)).toBe(head + "a".repeat(restLimit));
    expect(connection.errors[0]).toMatchObject({ message: "the response is too long" });
  });

  test("never has headers that are too large for undici", () => {
    expect(maxHeaderSize).toBeGreaterThan(headLimit + restLimit);
  });
});
