import { expect, test } from "vitest";
import { assertWrongName, wrongNameCertificate } from "../../src/sender/certificate.ts";

test.each(["127.0.0.1", "[::1]", "ci.example.com"])("accepts a certificate for another name than %s", (host) => {
  expect(() => assertWrongName(wrongNameCertificate, host)).not.toThrow();
});

test("rejects a certificate for the host of the endpoints", () => {
  expect(() => assertWrongName(wrongNameCertificate, "wrong-name.invalid")).toThrow(
    "--tls-cert is for wrong-name.invalid, where the endpoints are: pass a certificate for another name",
  );
});
