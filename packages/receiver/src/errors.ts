/** Stable codes for `switch`, logs and metrics. */
export type ReceiverErrorCode =
  | "missing_header"
  | "malformed_header"
  | "timestamp_too_old"
  | "timestamp_too_new"
  | "no_matching_signature"
  | "malformed_body"
  | "body_too_large"
  | "body_not_raw"
  | "invalid_secret";

/**
 * Base class of all errors of this package. Messages, fields and causes never contain a secret, an expected signature
 * or a part of the body.
 */
export class ReceiverError extends Error {
  declare readonly code: ReceiverErrorCode;
  /** HTTP status of the response that the handlers send: 400, 413 or 500. */
  declare readonly status: number;

  constructor(name: string, code: ReceiverErrorCode, message: string, data?: object) {
    super(message);
    // The name as a string, because bundlers shorten the names of classes.
    Object.assign(this, { name, code, status: 400 }, data);
  }
}

/**
 * A delivery that must not be trusted. Base class of the errors that `verify` throws for an invalid request; respond
 * with 400.
 *
 * @example
 * try {
 *   await receiver.verify(rawBody, headers);
 * } catch (error) {
 *   if (error instanceof VerificationError) console.warn(error.code, error.message);
 * }
 */
export class VerificationError extends ReceiverError {}

/** A signature header is missing or empty, or the timestamp does not consist of digits. `code` says which. */
export class HeaderError extends VerificationError {
  declare readonly code: "missing_header" | "malformed_header";
  /** Name of the header in lower case. */
  declare readonly header: string;

  constructor(header: string, value = "") {
    const state = value ? "malformed" : "missing";
    super("HeaderError", `${state}_header`, `${header} is ${state}: pass the headers as received.`, { header });
  }
}

/**
 * The timestamp is older than the tolerance allows (a replay or a wrong clock) or too far in the future (a wrong
 * clock). `code` says which.
 */
export class TimestampError extends VerificationError {
  declare readonly code: "timestamp_too_old" | "timestamp_too_new";
  /** Seconds from the signed timestamp to now; negative if the timestamp is in the future. */
  declare readonly age: number;

  constructor(age: number) {
    super(
      "TimestampError",
      `timestamp_too_${age > 0 ? "old" : "new"}`,
      `The timestamp is ${age} s old: check the clocks.`,
      { age },
    );
  }
}

/** No signature matches the body, id and timestamp under any of the secrets. */
export class SignatureError extends VerificationError {
  declare readonly code: "no_matching_signature";

  constructor() {
    super(
      "SignatureError",
      "no_matching_signature",
      "No signature matches: check the secrets, pass the body as received.",
    );
  }
}

/** The signature is valid, but the body is not an event: not UTF-8, not JSON, or without a string `event_type`. */
export class MalformedBodyError extends VerificationError {
  declare readonly code: "malformed_body";

  constructor() {
    super("MalformedBodyError", "malformed_body", "The body is not JSON with an event_type.");
  }
}

/** The body is larger than `maxBodyBytes`. The handlers respond with 413. */
export class BodyTooLargeError extends ReceiverError {
  declare readonly code: "body_too_large";

  constructor(maxBodyBytes: number) {
    super("BodyTooLargeError", "body_too_large", `The body exceeds maxBodyBytes (${maxBodyBytes}).`, { status: 413 });
  }
}

/** The body was parsed before the receiver could read it, so the signed bytes are lost. The handlers respond with 500. */
export class BodyNotRawError extends ReceiverError {
  declare readonly code: "body_not_raw";

  constructor() {
    super("BodyNotRawError", "body_not_raw", "The body was parsed: mount before express.json().", { status: 500 });
  }
}

/** A secret is invalid. Thrown by `createReceiver`, so that a wrong configuration fails at startup. */
export class InvalidSecretError extends ReceiverError {
  declare readonly code: "invalid_secret";
  /** Index in `secrets`. */
  declare readonly index: number;

  constructor(index: number) {
    super("InvalidSecretError", "invalid_secret", `secrets[${index}] is not a valid secret (whsec_<base64>).`, {
      status: 500,
      index,
    });
  }
}
