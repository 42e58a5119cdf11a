import { describe, expect, test } from "vitest";
import { SetupError } from "../../src/run/errors.ts";
import { parseListen, parsePublicUrl } from "../../src/sender/addresses.ts";

describe("--listen", () => {
  test.each([
    ["127.0.0.1:8080", "127.0.0.1", 8080],
    ["localhost:0", "localhost", 0],
    ["a.example.com:65535", "a.example.com", 65_535],
    ["[::1]:8080", "::1", 8080],
    ["[::FFFF:127.0.0.1]:80", "::FFFF:127.0.0.1", 80],
    [":4000", "0.0.0.0", 4000],
  ])("%s", (text, host, port) => {
    expect(parseListen(text)).toEqual({ host, port });
  });

  test.each([
    "4000",
    "127.0.0.1",
    "127.0.0.1:",
    "127.0.0.1:http",
    "127.0.0.1:65536",
    "127.0.0.1:000080",
    "127.0.0.1:80/hooks",
    "http://127.0.0.1:80",
    "::1:80",
    "[]:80",
    "[localhost]:80",
    "a b:80",
    "",
  ])("%j is rejected", (text) => {
    const message = `--listen ${JSON.stringify(text)} is not HOST:PORT, such as 127.0.0.1:4000`;
    expect(() => parseListen(text)).toThrow(new SetupError(message));
  });
});

describe("--public-url", () => {
  test.each([
    ["https://ci.example.com", "https://ci.example.com"],
    ["http://127.0.0.1:8080/", "http://127.0.0.1:8080"],
    ["https://ci.example.com/hooks/of/sender//", "https://ci.example.com/hooks/of/sender"],
    ["HTTPS://CI.example.com:443/a%2Fb", "https://ci.example.com/a%2Fb"],
  ])("%s", (text, url) => {
    expect(parsePublicUrl(text)).toBe(url);
  });

  test.each([
    "ci.example.com",
    "ftp://ci.example.com",
    "xhttp://ci.example.com",
    "httpx://ci.example.com",
    "https://ci.example.com/?a=b",
    "https://ci.example.com/?",
    "https://ci.example.com/#a",
    "https://user:password@ci.example.com",
    "",
  ])("%j is rejected", (text) => {
    expect(() => parsePublicUrl(text)).toThrow(
      new SetupError(
        `--public-url ${JSON.stringify(text)} is not an http or https URL without credentials and query, such as https://ci.example.com`,
      ),
    );
  });
});
