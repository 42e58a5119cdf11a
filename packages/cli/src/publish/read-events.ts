import { createReadStream } from "node:fs";
import { sampleEvent } from "@agent-webhooks/receiver/testing";
import type { EventType } from "@agent-webhooks/types";
import type { PublishEventRequest } from "@agent-webhooks/types/delivery";
import { parseExactly } from "@agent-webhooks/types/exact-json";
import { isObject } from "@agent-webhooks/types/json-schema";
import { describeReadError, UsageError } from "../errors.ts";

/** An event to publish, and its place in the input, for error messages: "events.json, line 4". */
export interface EventToPublish {
  readonly place: string;
  readonly request: PublishEventRequest;
}

/** Yields examples of an event type, each with a new `event_id`. */
export async function* sampleEvents(type: EventType, count: number): AsyncGenerator<EventToPublish> {
  for (let number = 1; number <= count; number++) {
    yield { place: `sample ${number}`, request: { event: sampleEvent(type) } };
  }
}

/** @throws UsageError when the file cannot be read */
export async function* readFileChunks(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path);
  } catch (error) {
    throw new UsageError(`Cannot read ${path}: ${describeReadError(error)}.`);
  }
}

/**
 * Reads an event as JSON, an array of events, or an event on each line (NDJSON). Lines are yielded as they arrive, so there
 * may be any number of them. `{"event": …, "pod_id": …}` may take the place of an event. The service validates the events.
 *
 * @param source what error messages call the input
 * @throws UsageError when the input is not UTF-8 or not JSON, or contains something other than objects
 */
export async function* readEvents(chunks: AsyncIterable<Uint8Array>, source: string): AsyncGenerator<EventToPublish> {
  const document: string[] = [];
  let isNdjson: boolean | undefined;
  let number = 0;
  for await (const bytes of readLines(chunks, source)) {
    // Between files that were concatenated, a byte order mark is not at the start of the input.
    const line = bytes.replace(/^\ufeff/, "");
    number += 1;
    if (line.trim() === "") continue;
    isNdjson ??= isJsonObject(line);
    const place = `${source}, line ${number}`;
    if (isNdjson) yield { place, request: toRequest(parseJson(line, place), place) };
    else document.push(line);
  }
  if (isNdjson) return;

  const value = document.length === 0 ? [] : parseJson(document.join("\n"), source);
  if (!Array.isArray(value)) yield { place: source, request: toRequest(value, source) };
  else if (value.length === 0) throw new UsageError(`${source} contains no events.`);
  else {
    for (const [index, item] of value.entries()) {
      const place = `${source}, event ${index + 1}`;
      yield { place, request: toRequest(item, place) };
    }
  }
}

/** Whether a first line is an event, and not the beginning of a document. */
function isJsonObject(line: string): boolean {
  try {
    return isObject(JSON.parse(line));
  } catch {
    return false;
  }
}

function parseJson(text: string, place: string): unknown {
  try {
    return parseExactly(text);
  } catch (error) {
    throw new UsageError(`${place} is not JSON: ${(error as Error).message}.`);
  }
}

function toRequest(value: unknown, place: string): PublishEventRequest {
  if (!isObject(value)) throw new UsageError(`${place} is not an event: it must be a JSON object.`);
  const isRequest = "event" in value && !("event_type" in value);
  // Not validated here: the service names the invalid field.
  return (isRequest ? value : { event: value }) as PublishEventRequest;
}

/** `node:readline` would also split at U+2028 and U+2029, which JSON strings may contain. */
async function* readLines(chunks: AsyncIterable<Uint8Array>, source: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decode = (chunk?: Uint8Array) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new UsageError(`${source} is not UTF-8.`);
    }
  };
  let rest = "";
  for await (const chunk of chunks) {
    const lines = decode(chunk).split("\n");
    lines[0] = rest + lines[0];
    rest = lines.pop() ?? "";
    yield* lines;
  }
  yield rest + decode();
}
