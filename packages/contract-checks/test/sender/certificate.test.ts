import { expect, test } from "vitest";
import { SetupError } from "../../src/run/errors.ts";
import { assertWrongName, wrongNameCertificate } from "../../src/sender/certificate.ts";

/** For ci.example.com, 127.0.0.1 and ::1. */
const certificate = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBvjCCAWSgAwIBAgIUHpB+/Ed+WH5QGapMqHf9xT6LehswCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwOY2kuZXhhbXBsZS5jb20wIBcNMjYxMTI5MTQyMjAxWhgPMjEy
NjExMDUxNDIyMDFaMBkxFzAVBgNVBAMMDmNpLmV4YW1wbGUuY29tMFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEedPps2tBGetxY3Hy2YkOin/UJxPsUgBzjykwbpWV
y8rOuYP9zfuIq0wHp8JNynwb2Hzj9Yzq5mhJ318I1xS/DaOBhzCBhDAdBgNVHQ4E
FgQU8HJzGs0BPEag7mu0oRlqh1wwIocwHwYDVR0jBBgwFoAU8HJzGs0BPEag7mu0
oRlqh1wwIocwDwYDVR0TAQH/BAUwAwEB/zAxBgNVHREEKjAogg5jaS5leGFtcGxl
LmNvbYcEfwAAAYcQAAAAAAAAAAAAAAAAAAAAATAKBggqhkjOPQQDAgNIADBFAiBU
HroMBnK3WdUnaopwmATEFviRgtIJkHCARLFkWA/+jgIhAPerbsq0Egeocpei+jRB
8hck6fgqSEGKyJvxatlFsCUr
-----END CERTIFICATE-----`,
  key: "",
};

test.each([
  ["127.0.0.1", wrongNameCertificate],
  ["[::1]", wrongNameCertificate],
  ["ci.example.com", wrongNameCertificate],
  ["127.0.0.2", certificate],
  ["[::2]", certificate],
  ["example.com", certificate],
])("accepts a certificate for another name than %s", (host, certificate) => {
  expect(() => assertWrongName(certificate, host)).not.toThrow();
});

test.each([
  ["wrong-name.invalid", wrongNameCertificate],
  ["ci.example.com", certificate],
  ["127.0.0.1", certificate],
  ["[::1]", certificate],
])("rejects a certificate for the host of the endpoints, %s", (host, certificate) => {
  expect(() => assertWrongName(certificate, host)).toThrow(
    new SetupError(`--tls-cert is for ${host}, where the endpoints are: pass a certificate for another name`),
  );
});

test("rejects what is not a certificate", () => {
  expect(() => assertWrongName({ cert: "no certificate", key: "" }, "ci.example.com")).toThrow(
    /^--tls-cert is not a certificate in PEM: ./,
  );
});
