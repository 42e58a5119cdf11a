import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { Operation } from "@agent-webhooks/types";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { ServiceError, ValidationError } from "../lib/errors.ts";
import { contentTooLarge, unsupportedMediaType } from "./errors.ts";

type BodyRules = NonNullable<Operation["requestBody"]>;

/** Whether a request declares a body, which may still be empty if it comes in chunks. */
export const hasBody = (headers: IncomingHttpHeaders): boolean =>
  headers["transfer-encoding"] !== undefined || lengthOf(headers) > 0;

const lengthOf = (headers: IncomingHttpHeaders) => Number(headers["content-length"] ?? 0);

/**
 * Checks the headers of a request with a body, before any of the body is read.
 *
 * @throws ServiceError 415, 413
 * @throws ValidationError when a required body is missing
 */
export function checkBodyHeaders(headers: IncomingHttpHeaders, rules: BodyRules): void {
  if (!hasBody(headers)) {
    if (rules.required) throw emptyBody(rules);
    return;
  }
  const [mediaType = ""] = (headers["content-type"] ?? "").split(";");
  if (mediaType.trim().toLowerCase() !== rules.contentType)
    throw unsupportedMediaType(`Send the body as Content-Type: ${rules.contentType}.`);
  const encoding = headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (encoding !== "identity") throw unsupportedMediaType("Send the body without Content-Encoding.");
  if (lengthOf(headers) > rules.maxBytes) throw contentTooLarge(rules.maxBytes);
}

/** A JSON body. */
interface Body {
  /** `undefined` when an optional body is missing. */
  readonly value: unknown;
  readonly text: string;
}

const missingBody: Body = { value: undefined, text: "" };

/** Takes the place of a body that could not be read, because fastify closes the connection when a parser throws. */
class UnreadableBody {
  readonly error: ServiceError;
  constructor(error: ServiceError) {
    this.error = error;
  }
}

/** Parses the bodies of the operations of `app` by the rules of each. */
export function addBodyParser(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", async (request: FastifyRequest, payload: FastifyRequest["raw"]) => {
    const rules = request.routeOptions.config.operation?.requestBody;
    if (!rules) return missingBody;
    return readJson(payload, rules).catch((error: unknown) => {
      if (error instanceof ServiceError) return new UnreadableBody(error);
      throw error;
    });
  });
}

/**
 * Returns the body of a request.
 *
 * @throws ServiceError 413
 * @throws ValidationError when it is empty, not UTF-8 (RFC 8259, 8.1), not JSON, or nested too deep (RFC 8259, 9)
 */
export function bodyOf({ body }: FastifyRequest): Body {
  if (body instanceof UnreadableBody) throw body.error;
  return (body as Body | undefined) ?? missingBody;
}

/** Events are nested less than half as deep; thousands of levels overflow the stack of recursive JSON code. */
const maxDepth = 100;

async function readJson(stream: Readable, rules: BodyRules): Promise<Body> {
  const bytes = await readBytes(stream, rules.maxBytes);
  if (bytes.length === 0) {
    if (rules.required) throw emptyBody(rules);
    return missingBody;
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ValidationError({ body: ["must be UTF-8"] });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ValidationError({ body: ["must be valid JSON"] });
  }
  if (isDeeper(value, maxDepth))
    throw new ValidationError({ body: [`must be nested at most ${maxDepth} levels deep`] });
  return { value, text };
}

/** Whether objects and arrays are nested more than `levels` deep. `JSON.parse` itself does not recurse. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  // `Object.values` takes twice as long.
  if (!Array.isArray(value)) {
    for (const name in value) if (isDeeper((value as Record<string, unknown>)[name], levels - 1)) return true;
    return false;
  }
  return value.some((item) => isDeeper(item, levels - 1));
}

function readBytes(stream: Readable, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      // The rest is discarded, not left in the socket: a client that writes everything before it reads would
      // otherwise never see the response.
      stream.off("data", onData);
      stream.resume();
      reject(contentTooLarge(maxBytes));
    };
    stream.on("data", onData);
    stream.once("end", () => resolve(Buffer.concat(chunks)));
    stream.once("error", reject);
  });
}

function emptyBody({ contentType }: BodyRules): ValidationError {
  return new ValidationError({ body: [`is required; send it as ${contentType}`] });
}
