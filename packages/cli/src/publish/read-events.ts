import type { PublishEventRequest } from "@agent-webhooks/types/delivery";
import { UsageError } from "../errors.ts";

/** An event to publish, and where it stood, for error messages: "line 4". */
export interface ReadEvent {
  readonly place: string;
  readonly request: PublishEventRequest;
}

/**
 * Reads events: one as JSON, an array of them, or one in each line (NDJSON), which are given out as they come, so that
 * there may be any number. `{"event": …, "pod_id": …}` may stand for an event. What an event holds is for the service to
 * judge.
 *
 * @throws UsageError when it is not UTF-8 or not JSON, or has something that cannot be an event
 */
export async function* readEvents(chunks: AsyncIterable<Uint8Array>, source: string): AsyncGenerator<ReadEvent> {
  const document: string[] = [];
  let isEventInEachLine: boolean | undefined;
  let number = 0;
  for await (const line of readLines(chunks, source)) {
    number += 1;
    if (line.trim() === "") continue;
    isEventInEachLine ??= startsLines(line);
    const place = `${source}, line ${number}`;
    if (isEventInEachLine) yield { place, request: toRequest(parseJson(line, place), place) };
    else document.push(line);
  }
  if (isEventInEachLine) return;

  const value = document.length === 0 ? [] : parseJson(document.join("\n"), source);
  if (!Array.isArray(value)) yield { place: source, request: toRequest(value, source) };
  else if (value.length === 0) throw new UsageError(`${source} holds no event.`);
  else {
    for (const [index, item] of value.entries()) {
      const place = `${source}, event ${index + 1}`;
      yield { place, request: toRequest(item, place) };
    }
  }
}

/** Whether this first line is an event by itself, and not the beginning of a document. */
function startsLines(line: string): boolean {
  try {
    return isObject(JSON.parse(line));
  } catch {
    return false;
  }
}

function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${place} is not JSON: ${(error as Error).message}.`);
  }
}

function toRequest(value: unknown, place: string): PublishEventRequest {
  if (!isObject(value)) throw new UsageError(`${place} is no event: an event is a JSON object.`);
  const isRequest = "event" in value && !("event_type" in value);
  // Not looked into: the service says in which field something is wrong.
  return (isRequest ? value : { event: value }) as PublishEventRequest;
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Not `node:readline`: it ends lines at U+2028 and U+2029, too, which JSON has within strings. */
async function* readLines(chunks: AsyncIterable<Uint8Array>, source: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decode = (chunk?: Uint8Array) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new UsageError(`${source} is not UTF-8.`);
    }
  };
  let begun = "";
  for await (const chunk of chunks) {
    const lines = decode(chunk).split("\n");
    lines[0] = begun + lines[0];
    begun = lines.pop() ?? "";
    yield* lines;
  }
  yield begun + decode();
}
