import { remembering } from "../mutant.ts";
import { mutants, type SenderMutant } from "./mutant.ts";
import { hmac, reference, type SecretState, type Steps } from "./steps.ts";

/** Signs another text of the body than the one that is sent. */
const signsText = (read: (text: string) => string): Partial<Steps> => ({
  signed: ({ id, timestamp }, body) => [`${id}.${timestamp}.`, read(body.toString())],
});

const digests = (algorithm: string, encoding: BufferEncoding = "base64"): Partial<Steps> => ({
  digest: (key, parts) => hmac(algorithm, key, parts).toString(encoding),
});

const withSignature = (write: (digest: string, attempt: number) => string): Partial<Steps> => ({
  signature: (digests, { attempt }) => digests.map((digest) => write(digest, attempt)).join(" "),
});

const all = (secrets: readonly SecretState[]) => secrets.map(({ secret }) => secret);

/** They sign something else. */
export const signatures: readonly SenderMutant[] = mutants("signature", {
  signature: {
    json_serialized_again: signsText((text) => JSON.stringify(JSON.parse(text))),
    indented_json_signed: signsText((text) => JSON.stringify(JSON.parse(text), null, 2)),
    latin1_signed: {
      signed: ({ id, timestamp }, body) => [`${id}.${timestamp}.`, Buffer.from(body.toString(), "latin1")],
    },
    normalized_text_signed: signsText((text) => text.normalize("NFC")),
    empty_body_signed: signsText(() => ""),
    other_body_sent: {
      body: ({ event }) => Buffer.from(JSON.stringify(JSON.parse(event.text), null, 1)),
      signed: ({ id, timestamp }, _, { event }) => [`${id}.${timestamp}.${event.text}`],
    },
    secret_text_as_key: { key: (secret) => Buffer.from(secret) },
    base64_text_as_key: { key: (secret) => Buffer.from(secret.slice("whsec_".length)) },
    prefix_decoded_too: { key: (secret) => Buffer.from(secret, "base64") },
    empty_key: { key: () => Buffer.alloc(0) },
    key_of_another_webhook: { key: () => Buffer.from("the key of another webhook") },
    body_only: { signed: (_, body) => [body] },
    without_id: { signed: ({ timestamp }, body) => [`${timestamp}.`, body] },
    without_timestamp: { signed: ({ id }, body) => [`${id}.`, body] },
    timestamp_first: { signed: ({ id, timestamp }, body) => [`${timestamp}.${id}.`, body] },
    without_dots: { signed: ({ id, timestamp }, body) => [`${id}${timestamp}`, body] },
    milliseconds_signed: { signed: ({ id, timestamp }, body) => [`${id}.${timestamp}000.`, body] },
    in_hex: digests("sha256", "hex"),
    in_base64url: digests("sha256", "base64url"),
    sha1: digests("sha1"),
    sha512: digests("sha512"),
    shortened: withSignature((digest) => `v1,${digest.slice(0, 20)}`),
    only_first_attempt_signed: withSignature((digest, attempt) => (attempt === 1 ? `v1,${digest}` : "v1,none")),
    signature_of_first_attempt_kept: () => {
      const first = remembering<string, string>();
      return {
        timestamp: ({ now, attempt }) => String(Math.floor(now / 1000) + attempt),
        signature: (digests, attempt) =>
          first(`${attempt.webhookId} ${attempt.event.id}`, reference.signature(digests, attempt)),
      };
    },
    not_signed: {
      headers: (values, attempt, secret) =>
        Object.fromEntries(
          Object.entries(reference.headers(values, attempt, secret)).filter(([name]) => !name.endsWith("signature")),
        ),
    },
  },
  signature_format: {
    without_version: withSignature((digest) => digest),
    version_with_equals: withSignature((digest) => `v1=${digest}`),
    version_2: withSignature((digest) => `v2,${digest}`),
    sha256_prefix: withSignature((digest) => `sha256=${digest}`),
    space_after_comma: withSignature((digest) => `v1, ${digest}`),
    trailing_comma: withSignature((digest) => `v1,${digest},`),
  },
});

/** They sign with the wrong secrets after a rotation. */
export const rotation: readonly SenderMutant[] = mutants("rotation", {
  rotation_overlap: {
    only_new_secret_signs: { signingSecrets: (secrets) => all(secrets).slice(0, 1) },
    only_oldest_secret_signs: { signingSecrets: (secrets) => all(secrets).slice(-1) },
    signatures_joined_with_commas: { signature: (digests) => `v1,${digests.join(",v1,")}` },
    signatures_joined_without_versions: { signature: (digests) => `v1,${digests.join(" ")}` },
    new_secret_in_use_after_overlap: {
      signingSecrets: (secrets, now) =>
        all(secrets.filter(({ expiresAt }) => expiresAt > now && (secrets.length === 1 || expiresAt < Infinity))),
    },
  },
  rotation_order: {
    newest_secret_last: { signingSecrets: (...args) => reference.signingSecrets(...args).toReversed() },
    oldest_secrets_first: { signingSecrets: ([newest, ...others]) => all([...others, ...(newest ? [newest] : [])]) },
    every_secret_signs: { signingSecrets: all },
    only_three_secrets_sign: { signingSecrets: (...args) => reference.signingSecrets(...args).slice(0, 3) },
    only_four_secrets_sign: { signingSecrets: (...args) => reference.signingSecrets(...args).slice(0, 4) },
    newest_and_four_oldest_sign: {
      signingSecrets: ([newest, ...previous], now) =>
        all([...(newest ? [newest] : []), ...previous.filter(({ expiresAt }) => expiresAt > now).slice(-4)]),
    },
  },
  rotation_earlier_secrets: {
    only_two_secrets_sign: { signingSecrets: (...args) => reference.signingSecrets(...args).slice(0, 2) },
    no_overlap_ends_all: {
      signingSecrets: (secrets, now) => {
        const expired = secrets.findIndex(({ expiresAt }) => expiresAt <= now);
        return all(secrets.slice(0, expired < 0 ? 5 : expired));
      },
    },
    last_overlap_counts_for_all: {
      signingSecrets: (secrets, now) => all(secrets.slice(0, (secrets[1]?.expiresAt ?? now) > now ? 5 : 1)),
    },
    later_overlap_counts_for_earlier: {
      signingSecrets: ([newest, ...previous], now) => {
        const first = previous.findIndex(({ expiresAt }) => expiresAt > now);
        return all([...(newest ? [newest] : []), ...(first < 0 ? [] : previous.slice(first))]);
      },
    },
  },
  rotation_before_retry: {
    secrets_of_the_first_attempt: () => {
      const first = remembering<string, readonly string[]>();
      return {
        signingSecrets: (secrets, now, attempt) =>
          first(`${attempt.webhookId} ${attempt.event.id}`, reference.signingSecrets(secrets, now, attempt)),
      };
    },
    retries_by_newest_secret_only: {
      signingSecrets: (secrets, now, attempt) =>
        reference.signingSecrets(secrets, now, attempt).slice(0, attempt.attempt === 1 ? 5 : 1),
    },
    retries_by_expired_secrets_too: {
      signingSecrets: (secrets, now, attempt) =>
        attempt.attempt === 1 ? reference.signingSecrets(secrets, now, attempt) : all(secrets),
    },
  },
  rotation_expiry: {
    overlap_of_an_hour_at_least: { overlapMs: (seconds) => (seconds === 0 ? 0 : 1000 * Math.max(3600, seconds)) },
    overlap_in_minutes: { overlapMs: (seconds) => 60_000 * seconds },
  },
  rotation_without_overlap: {
    previous_secret_signs_on: { signingSecrets: all },
    rotation_ignored: {
      signingSecrets: (secrets, now) => {
        const isOverlap = secrets.slice(1).some(({ expiresAt }) => expiresAt > now);
        return isOverlap ? all(secrets) : all(secrets).slice(-1);
      },
    },
  },
});
