/** What failed, as a stable word: for `switch`, logs and metrics. Each has a class of its own. */
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
 * The base of every error of this package. No message, field or cause holds a secret, an expected signature or
 * a part of the body.
 */
export class ReceiverError extends Error {
  declare readonly code: ReceiverErrorCode;
  /** The HTTP status that the handlers answer with: 400, 413 or 500. */
  declare readonly status: number;

  constructor(code: ReceiverErrorCode, message: string, data?: object) {
    super(message);
    Object.assign(this, { name: new.target.name, code, status: 400 }, data);
  }
}

/**
 * A delivery that must not be trusted: the base of all that `verify` throws because of what was sent. Answer 400.
 *
 * @example
 * try {
 *   await receiver.verify(rawBody, headers);
 * } catch (error) {
 *   if (error instanceof VerificationError) console.warn(error.code, error.message);
 * }
 */
export class VerificationError extends ReceiverError {}

/** A header of the signature is absent or empty, or a timestamp is not Unix seconds in digits. `code` tells which. */
export class HeaderError extends VerificationError {
  declare readonly code: "missing_header" | "malformed_header";
  /** Its name, in lower case. */
  declare readonly header: string;

  constructor(header: string, value = "") {
    const problem = value ? "malformed" : "missing";
    super(`${problem}_header`, `${header} is ${problem}: pass the headers as received.`, { header });
  }
}

/**
 * Signed longer ago than the tolerance allows (a replay, or a wrong clock), or further in the future (a wrong clock).
 * `code` tells which.
 */
export class TimestampError extends VerificationError {
  declare readonly code: "timestamp_too_old" | "timestamp_too_new";
  /** Seconds from the signed timestamp to now; negative when it lies in the future. */
  declare readonly age: number;

  constructor(age: number) {
    super(`timestamp_too_${age > 0 ? "old" : "new"}`, `Signed ${age} s ago: check the clocks.`, { age });
  }
}

/** No signature of the delivery was made with one of the secrets over this body, id and timestamp. */
export class SignatureError extends VerificationError {
  declare readonly code: "no_matching_signature";

  constructor() {
    super("no_matching_signature", "No signature matches: check the secrets, pass the body as received.");
  }
}

/** Rightly signed, and yet not an event: not UTF-8, not JSON, or no object with a string `event_type`. */
export class MalformedBodyError extends VerificationError {
  declare readonly code: "malformed_body";

  constructor() {
    super("malformed_body", "The body is no event: send JSON with an event_type.");
  }
}

/** The body has more than `maxBodyBytes`. The handlers answer 413. */
export class BodyTooLargeError extends ReceiverError {
  declare readonly code: "body_too_large";

  constructor(maxBodyBytes: number) {
    super("body_too_large", `The body has over ${maxBodyBytes} bytes: raise maxBodyBytes.`, { status: 413 });
  }
}

/** What was signed is gone: something parsed the body before the receiver saw it. The handlers answer 500. */
export class BodyNotRawError extends ReceiverError {
  declare readonly code: "body_not_raw";

  constructor() {
    super("body_not_raw", "The body was parsed: mount the receiver before express.json().", { status: 500 });
  }
}

/** A secret that cannot be one. Thrown by `createReceiver`, so that a wrong setting shows at the start. */
export class InvalidSecretError extends ReceiverError {
  declare readonly code: "invalid_secret";
  /** Its place in `secrets`. */
  declare readonly index: number;

  constructor(index: number) {
    super("invalid_secret", `secrets[${index}] is no secret: pass whsec_ and base64.`, { status: 500, index });
  }
}
