/** Generates invalid requests: the examples of the specs, mutated in every position. */
import type { Operation } from "@agent-webhooks/types";
import { operationExamples as deliveryExamples } from "@agent-webhooks/types/delivery/examples";
import { operationExamples as webhookExamples } from "@agent-webhooks/types/examples";
import fc from "fast-check";
import { operations } from "../../src/http/operations.ts";
import type { RawRequest } from "./raw-http.ts";

const table: readonly Operation[] = Object.values(operations);
const examples: Readonly<Record<string, { readonly request?: object }>> = { ...webhookExamples, ...deliveryExamples };

const patterns = table.map((operation) => {
  const source = operation.path.replaceAll(/\{\w+\}/g, "[^/]+");
  return [operation, new RegExp(`^${source}/?$`)] as const;
});

/** Returns the operation of a request, if there is one; HEAD is not in the specs. */
export function operationOf({ method, target }: RawRequest): Operation | undefined {
  const [path = ""] = target.split(/[?#]/);
  return patterns.find(([operation, pattern]) => operation.method === method && pattern.test(path))?.[0];
}

/** Existing ids by the name of their path parameter. */
export type Ids = Readonly<Record<string, readonly string[]>>;

const prototypeNames = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "__defineGetter__"];

/** JSON texts that parsers, databases and programs often mishandle. */
const oddJson = fc.oneof(
  fc.constantFrom(
    ...["null", "true", "false", "0", "-0", "-1", "1.5", "1e400", "-1e400", "1e-400", "9007199254740993"],
    ...["123456789012345678901234567890", "2147483648", "0.1e1", "01", "+1", "NaN", "Infinity", "undefined", "'a'"],
    ...['""', '" "', '"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"\\udc00\\ud800"', '"\\ud83d\\ude00"', '"\\u202e"'],
    ...['"\\ufeff"', '"\\uffff"', '"a\\nb"', '"\\r\\n\\r\\n"', '"\u0301e"', '"\u2028"', '"\\x"', '"unfinished'],
    ...["[]", "{}", "[[]]", "[null]", "[{}]", "[1,]", "{,}", '{"a":1,"a":2}', '{"":""}', '["a","a"]'],
    ...prototypeNames.map((name) => `{"${name}":{"polluted":true}}`),
    ...prototypeNames.map((name) => `"${name}"`),
    ...["'; drop table webhooks; --", "#{7*7}", "../../etc/passwd", "%00", "<script>"].map((text) =>
      JSON.stringify(text),
    ),
    ...["http://169.254.169.254/", "http://[::1]:1/", "file:///etc/passwd", "https://a:b@c/", "javascript:0"].map(
      (text) => JSON.stringify(text),
    ),
    ...["2026-02-30T00:00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:60Z", "+275760-09-13T00:00:00Z"].map((text) =>
      JSON.stringify(text),
    ),
  ),
  fc.json({ maxDepth: 4 }),
  fc.string({ unit: "binary", maxLength: 40 }).map((text) => JSON.stringify(text)),
  fc.integer({ min: 1, max: 400 }).map((length) => JSON.stringify("x".repeat(length))),
  fc
    .integer({ min: 2, max: 60 })
    .map((count) => JSON.stringify(Array.from({ length: count }, (_, place) => `id_${place}`))),
  fc.constantFrom(100, 5_000, 200_000).map((depth) => "[".repeat(depth) + "]".repeat(depth)),
  fc.constantFrom(100, 5_000, 50_000).map((depth) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`),
);

const placeholder = "\u0001placeholder\u0001";

/** Replaces, repeats or removes a value inside `value`, or adds one beside it. */
function mutate(
  value: unknown,
  path: readonly number[],
  how: "replace" | "add" | "repeat" | "remove",
  json: string,
  name: string,
): string {
  const copy: unknown = structuredClone(value);
  let holder: unknown = { root: copy };
  let key: string = "root";
  for (const step of path) {
    const inner = (holder as Record<string, unknown>)[key];
    if (inner === null || typeof inner !== "object" || Object.keys(inner).length === 0) break;
    const keys = Object.keys(inner);
    holder = inner;
    key = keys[step % keys.length] ?? "";
  }
  const object = holder as Record<string, unknown>;
  const before = JSON.stringify(object[key]);
  if (how === "remove") delete object[key];
  else if (how === "replace") object[key] = placeholder;
  else {
    const target = object[key];
    if (how === "add" && target !== null && typeof target === "object" && !Array.isArray(target)) {
      (target as Record<string, unknown>)[placeholder] = 0;
    } else object[key] = placeholder;
  }
  const text = JSON.stringify("root" in object && object === holder && path.length === 0 ? object.root : copy) ?? "";
  const mark = JSON.stringify(placeholder);
  if (how === "add")
    return text.replace(`${mark}:0`, () => `${JSON.stringify(name)}:${json}`).replace(mark, () => json);
  if (how === "repeat")
    return text.replace(`"${key}":${mark}`, () => `"${key}":${before},"${key}":${json}`).replace(mark, () => json);
  return text.replace(mark, () => json);
}

const names = fc.oneof(
  fc.constantFrom(...prototypeNames, "", "inbox_id", "webhook_id", "secret", "\u0000", "\ud800"),
  fc.string(),
);

const bodiesOf = (operation: Operation): readonly unknown[] => {
  const bodies = Object.values(examples[operation.id]?.request ?? {});
  return bodies.length > 0 ? bodies : [{}];
};

const mutatedBody = (operation: Operation) =>
  fc
    .tuple(
      fc.constantFrom(...bodiesOf(operation)),
      fc.array(fc.nat({ max: 20 }), { maxLength: 5 }),
      fc.constantFrom("replace", "replace", "add", "repeat", "remove"),
      oddJson,
      names,
    )
    .map(([example, path, how, json, name]) => Buffer.from(mutate(example, path, how as "replace", json, name)));

const strangeBytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  oddJson.map((json) => Buffer.from(json)),
  fc.constantFrom(
    Buffer.alloc(0),
    Buffer.from("\ufeff{}"),
    Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
    Buffer.from([0xed, 0xa0, 0x80]),
    Buffer.from('{"url"', "utf16le"),
    Buffer.from("url=https%3A%2F%2Fexample.com"),
  ),
);

const segments = fc.oneof(
  fc.constantFrom("", ...". .. %2e%2e %2F %00 wh_%00 % %zz %ff %ED%A0%80 %C3%BC * ~ a;b wh_1%2F..%2F".split(" ")),
  fc.constantFrom(...prototypeNames, ..."wh___proto__ null undefined wh_'-- %F0%9F%98%80 \u00fc".split(" ")),
  fc.string({ maxLength: 30 }).map((text) => encodeURIComponent(text.replaceAll(/[\ud800-\udfff]/g, ""))),
  fc.integer({ min: 1, max: 9_000 }).map((length) => `wh_${"a".repeat(length)}`),
);

const queryValues = fc.oneof(
  fc.constantFrom("", " 1", "9".repeat(400), ..."0 -1 1 101 1e3 1.0 ٣ true TRUE false null []".split(" ")),
  fc.constantFrom("%00", "%", "%zz", "%ff", "%ED%A0%80", "+", "a%26b", "%5B%5D", "\u00ff"),
  fc.string({ maxLength: 60 }).map((text) => encodeURIComponent(text.replaceAll(/[\ud800-\udfff]/g, ""))),
);

const queryOf = (operation: Operation) => {
  const known = Object.keys(operation.parameters.query);
  const name = fc.oneof(
    fc.constantFrom(...known, ...prototypeNames, "limit", "limit[]", "limit[a]", "", "page_token", "ascending%00"),
    fc.string({ maxLength: 10 }).map((text) => encodeURIComponent(text.replaceAll(/[\ud800-\udfff]/g, ""))),
  );
  return fc
    .array(fc.tuple(name, queryValues, fc.boolean()), { maxLength: 4 })
    .map((pairs) => pairs.map(([key, value, bare]) => (bare ? key : `${key}=${value}`)).join("&"));
};

const contentTypes = fc.oneof(
  { weight: 6, arbitrary: fc.constant("application/json") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...["", "text/plain", "application/jsonx", "application/json; charset=utf-16", "application/json, text/html"],
      ...["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "*/*", ";", "APPLICATION/JSON"],
      "\u00ff",
    ),
  },
);

const oddHeaders = fc.array(
  fc.constantFrom<readonly [string, string]>(
    ...([
      ["Content-Encoding", "gzip"],
      ["Content-Encoding", "identity"],
      ["Content-Type", "text/html"],
      ["Content-Type", "application/json"],
      ["Authorization", "Basic YTpi"],
      ["Authorization", "Bearer"],
      ["Authorization", "Bearer a, Bearer b"],
      ["Accept", "text/html"],
      ["Accept-Encoding", "\u00ff, gzip;q=-1"],
      ["Expect", "100-continue"],
      ["Expect", "miracles"],
      ["Host", "elsewhere"],
      ["X-Forwarded-For", "127.0.0.1"],
      ["X-HTTP-Method-Override", "DELETE"],
      ["Transfer-Encoding", "gzip"],
      ["Content-Length", "5"],
      ["Content-Length", "-1"],
      ["Origin", "https://elsewhere.example"],
      ["Range", "bytes=0-0"],
      ["If-None-Match", "*"],
      ["Cookie", "a=b; __proto__=c"],
      ["__proto__", "polluted"],
      ["Upgrade", "websocket"],
      ["TE", "trailers"],
      ["X-Empty", ""],
      ["X-Long", "y".repeat(3_000)],
    ] as const),
  ),
  { maxLength: 2 },
);

const methods = (operation: Operation) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constant(operation.method as string) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(..."GET HEAD POST PUT PATCH DELETE OPTIONS TRACE PROPFIND get FOO".split(" ")),
    },
  );

/** Generates requests with a token of `authorization`: most are invalid in one way, some in several. */
export function fuzzRequests(ids: Ids, authorization: (operation: Operation) => string): fc.Arbitrary<RawRequest> {
  return fc.constantFrom(...table).chain((operation) => {
    const target = fc
      .tuple(
        fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: segments }),
        fc.nat(),
        fc.oneof({ weight: 2, arbitrary: fc.constant("") }, { weight: 1, arbitrary: queryOf(operation) }),
        fc.oneof(
          { weight: 12, arbitrary: fc.constant("") },
          { weight: 1, arbitrary: fc.constantFrom("/", "//", "/x", "/..", "%2F", "?", "#a") },
        ),
      )
      .map(([segment, which, query, suffix]) => {
        const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
          const known = ids[name] ?? [];
          return segment ?? known[which % known.length] ?? "none";
        });
        return `${path}${suffix}${query === "" ? "" : `?${query}`}`.replaceAll(/[ \r\n]/g, "");
      });
    const body = fc.oneof({ weight: 8, arbitrary: mutatedBody(operation) }, { weight: 1, arbitrary: strangeBytes });
    return fc
      .tuple(methods(operation), target, contentTypes, oddHeaders, body, fc.nat({ max: 19 }), fc.nat({ max: 9 }))
      .map(([method, path, contentType, odd, bytes, anonymous, framing]) => {
        const sendsBody = operation.requestBody !== null || framing === 0;
        const headers: (readonly [string, string])[] = sendsBody ? [["Content-Type", contentType]] : [];
        if (anonymous > 0) headers.unshift(["Authorization", `Bearer ${authorization(operation)}`]);
        if (framing > 5) headers.push(...odd);
        return { method, target: path, headers, body: sendsBody ? bytes : Buffer.alloc(0), chunked: framing === 1 };
      });
  });
}
