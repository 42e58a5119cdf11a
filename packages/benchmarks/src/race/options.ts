import { parseArgs } from "node:util";
import { RaceError } from "./server.ts";

export const usage = `Usage: bench race [options]

The same load for this service and for a Svix server, in turns.

  --svix URL --svix-token TOKEN   a Svix server that is up
  --url URL --token TOKEN         a service of this project that is up. Default: one is started, with a Postgres of its own
  --sink-host HOST                name or address under which the servers reach this machine. Default: 127.0.0.1
  --rounds N                      default: 3
  --patience SECONDS              a server that delivers nothing for this long has failed. Default: 30
  --quick                         small sizes: tests that it runs; the figures mean nothing
`;

/** Where a server is, and a token of it. */
export interface ServerAddress {
  readonly url: string;
  readonly token: string;
}

export interface RaceOptions {
  /** Absent: a service is started. */
  readonly ours?: ServerAddress;
  readonly svix?: ServerAddress;
  readonly sinkHost?: string;
  readonly rounds: number;
  /** Seconds. */
  readonly patience: number;
  readonly quick: boolean;
}

/**
 * The options of the command line, `undefined` if it asks for help.
 *
 * @throws RaceError
 */
export function readOptions(args: readonly string[]): RaceOptions | undefined {
  const { help, quick, rounds, patience, ...values } = parse(args);
  if (help) return undefined;
  const ours = address("url", values.url, "token", values.token);
  const svix = address("svix", values.svix, "svix-token", values["svix-token"]);
  const sinkHost = values["sink-host"];
  return {
    ...(ours && { ours }),
    ...(svix && { svix }),
    ...(sinkHost !== undefined && { sinkHost }),
    rounds: positive("rounds", rounds ?? (quick ? "1" : "3")),
    patience: positive("patience", patience),
    quick,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        url: { type: "string" },
        token: { type: "string" },
        svix: { type: "string" },
        "svix-token": { type: "string" },
        "sink-host": { type: "string" },
        rounds: { type: "string" },
        patience: { type: "string", default: "30" },
        quick: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new RaceError(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

function address(
  urlName: string,
  url: string | undefined,
  tokenName: string,
  token: string | undefined,
): ServerAddress | undefined {
  if (url === undefined && token === undefined) return undefined;
  if (url === undefined) throw new RaceError(`--${tokenName} needs --${urlName} URL`);
  if (!token) throw new RaceError(`--${urlName} needs --${tokenName} TOKEN`);
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new RaceError(`--${tokenName} contains characters not allowed in an HTTP header`);
  }
  if (!/^https?:\/\/[^@?#]+$/.test(url) || !URL.canParse(url)) {
    throw new RaceError(`--${urlName} must be an http or https URL, without credentials, query and fragment: ${url}`);
  }
  return { url, token };
}

function positive(name: string, value: string): number {
  const number = Number(value);
  if (!(number > 0) || (name === "rounds" && !Number.isInteger(number))) {
    throw new RaceError(`--${name} must be a positive ${name === "rounds" ? "integer" : "number"}: ${value}`);
  }
  return number;
}
