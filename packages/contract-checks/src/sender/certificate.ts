import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { errorMessage, SetupError } from "../run/errors.ts";

/** A certificate and its key, as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/**
 * @param host where the endpoints are
 * @throws SetupError when it is not a certificate, or one for this host
 */
export function assertWrongName({ cert }: Certificate, host: string): void {
  try {
    const certificate = new X509Certificate(cert);
    const name = host.replace(/[[\]]/g, "");
    if ((isIP(name) > 0 ? certificate.checkIP(name) : certificate.checkHost(name)) === undefined) return;
  } catch (error) {
    throw new SetupError(`--tls-cert is not a certificate in PEM: ${errorMessage(error)}`);
  }
  throw new SetupError(`--tls-cert is for ${host}, where the endpoints are: pass a certificate for another name`);
}

/**
 * A certificate for a name that no webhook URL has, for the check that senders verify names. Its key protects nothing, so it
 * is no secret. Valid until 2126.
 */
export const wrongNameCertificate: Certificate = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBsDCCAVagAwIBAgIUaPouAKqj9m5EdVVp57BK7VgKWO0wCgYIKoZIzj0EAwIw
HTEbMBkGA1UEAwwSd3JvbmctbmFtZS5pbnZhbGlkMCAXDTI2MTEyODIzNTMyM1oY
DzIxMjYxMTA0MjM1MzIzWjAdMRswGQYDVQQDDBJ3cm9uZy1uYW1lLmludmFsaWQw
WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQP3RROkWkFKJJr2tJ07Mngazr6rkwI
u9MdUey1HDOG4LWd3i/XvJ429195BN/hGFfg6fedoZliYp8c4cpyCW6yo3IwcDAd
BgNVHQ4EFgQUELl13IZdxuYG8BNUoK7KDMApeaYwHwYDVR0jBBgwFoAUELl13IZd
xuYG8BNUoK7KDMApeaYwDwYDVR0TAQH/BAUwAwEB/zAdBgNVHREEFjAUghJ3cm9u
Zy1uYW1lLmludmFsaWQwCgYIKoZIzj0EAwIDSAAwRQIhAOz8YB1QnlNVrAYMO0I4
KJskB84zgbby3iG8YHNmHiIeAiB7lmqANoVDycMOEPGuXsKnU1LHBhdxodekS57F
uPE+wQ==
-----END CERTIFICATE-----`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgznD+UqTvnNOqI+dn
xM3VMokOBIRAzeJ4ofd9fcgjmAOhRANCAAQP3RROkWkFKJJr2tJ07Mngazr6rkwI
u9MdUey1HDOG4LWd3i/XvJ429195BN/hGFfg6fedoZliYp8c4cpyCW6y
-----END PRIVATE KEY-----`,
};
