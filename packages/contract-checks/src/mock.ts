import { fileURLToPath } from "node:url";
import { parseYaml } from "@agent-webhooks/spec-diff/parse-yaml";
import { WEBHOOKS_SPEC } from "@agent-webhooks/types/specs";
import $RefParser from "@stoplight/json-schema-ref-parser";
import { createLogger } from "@stoplight/prism-core";
import { getHttpOperationsFromSpec } from "@stoplight/prism-http";
import { createServer } from "@stoplight/prism-http-server";

export interface MockOptions {
  /**
   * OpenAPI document to mock, or several, whose operations are served together.
   * @default the webhook contract
   */
  readonly spec?: URL | readonly URL[];
  /**
   * Port on 127.0.0.1.
   * @default 0, a free one
   */
  readonly port?: number;
}

/** A running mock. Close it, or hold it with `await using`. */
export interface Mock extends AsyncDisposable {
  /** Such as `http://127.0.0.1:49152`, without a path. */
  readonly url: string;
  close(): Promise<void>;
}

/** Reads YAML and JSON as the comparison of specs does, with its limits, its merge keys and its errors. */
const yaml: $RefParser.ParserOptions = {
  order: 1,
  canParse: [".yaml", ".yml", ".json"],
  parse: ({ data, url }) => parseYaml(String(data), url),
};

/**
 * Starts Prism in this process: a server that responds with the examples of a spec.
 *
 * Any bearer token is accepted; without one the response is 401. `Prefer: code=404` requests a documented status, and
 * `Prefer: example=empty` a named example. The mock is stateless, and responds to an invalid request with an example,
 * too: only the `sl-violations` header lists what is wrong, and {@link contractFetch} makes that an error.
 *
 * @throws when the document cannot be read or has no operations, or when the port is taken
 */
export async function startMock({ spec = WEBHOOKS_SPEC, port = 0 }: MockOptions = {}): Promise<Mock> {
  const read = async (spec: URL) => {
    const document = await $RefParser.bundle(fileURLToPath(spec), { parse: { text: false, binary: false, yaml } });
    const operations = await getHttpOperationsFromSpec(document);
    if (operations.length === 0) throw new Error(`${spec.pathname} has no operations to mock`);
    return operations;
  };
  const operations = (await Promise.all([spec].flat().map(read))).flat();
  const server = createServer(operations, {
    cors: false,
    components: { logger: createLogger("mock", { enabled: false }) },
    config: {
      isProxy: false,
      checkSecurity: true,
      validateRequest: true,
      validateResponse: true,
      errors: false,
      upstreamProxy: undefined,
      mock: { dynamic: false },
    },
  });
  // Prism rejects with a text.
  const url = await server.listen(port, "127.0.0.1").catch((reason: unknown) => {
    throw reason instanceof Error ? reason : new Error(String(reason));
  });
  const close = () => server.close();
  return { url, close, [Symbol.asyncDispose]: close };
}
