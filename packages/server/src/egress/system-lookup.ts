import { lookup } from "node:dns/promises";
import { LRUCache } from "lru-cache";
import { Batcher } from "../lib/batcher.ts";
import { codeOf } from "../lib/errors.ts";

/** Resolves a host name to its addresses. Rejects when there are none. */
export type Lookup = (hostname: string) => Promise<readonly string[]>;

export interface SystemLookupOptions {
  /** Threads of the process, of which lookups get a half. @default UV_THREADPOOL_SIZE, or Node's default of 4 */
  readonly threads?: number;
  /** Part of the threads for new names, and for slow ones. @default an eighth */
  readonly share?: number;
  /** A name whose lookup takes longer is slow. @default 1000 */
  readonly slowMs?: number;
  /** Names that wait for a thread. More are rejected. @default any number */
  readonly maxWaiting?: number;
  /** @default asks the system */
  readonly lookup?: Lookup;
}

/** Threads of the process for calls of the system. */
const allThreads = (): number => Number(process.env.UV_THREADPOOL_SIZE ?? 4);

const maxKnownNames = 10_000;
/** How long the addresses of a name may stand for it while it cannot be resolved. */
const maxStaleMs = 600_000;

const resolve: Lookup = async (hostname) => (await lookup(hostname, { all: true })).map(({ address }) => address);

/**
 * Creates a lookup that asks the system (`getaddrinfo`), so that its hosts file and search domains apply. Each call holds a
 * thread until it ends, half a minute if a name server hangs, and the process has few, which files need as well: libuv gives
 * lookups half of them. Therefore names that were slow, and names that are new, get an eighth of the threads each; those that
 * were fast are never kept waiting by them. Many of those may begin to hang at once: a lookup that takes longer than `slowMs`
 * returns the last addresses of the name, if they are at most ten minutes old. Lookups of one name at the same time are one call.
 */
export function createSystemLookup(options: SystemLookupOptions = {}): Lookup {
  const {
    threads = allThreads(),
    share = 1 / 8,
    slowMs = 1_000,
    maxWaiting = Number.POSITIVE_INFINITY,
    lookup: ask = resolve,
  } = options;
  const wasFast = new LRUCache<string, boolean>({ max: maxKnownNames });
  const lastAddresses = new LRUCache<string, readonly string[]>({ max: maxKnownNames, ttl: maxStaleMs });
  const running = new Map<string, Promise<readonly string[]>>();

  async function call(hostname: string): Promise<readonly string[]> {
    const slow = setTimeout(() => wasFast.set(hostname, false), slowMs);
    slow.unref();
    const start = performance.now();
    try {
      const addresses = await ask(hostname);
      lastAddresses.set(hostname, addresses);
      return addresses;
    } catch (error) {
      // Otherwise the name server could not be asked.
      if (codeOf(error) === "ENOTFOUND") lastAddresses.delete(hostname);
      throw error;
    } finally {
      clearTimeout(slow);
      wasFast.set(hostname, performance.now() - start < slowMs);
    }
  }

  /** The addresses that a name had, if it takes long to ask for them. */
  function orLast(hostname: string, asked: Promise<readonly string[]>): Promise<readonly string[]> {
    const last = lastAddresses.get(hostname);
    if (last === undefined) return asked;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => resolve(last), slowMs);
      asked.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }

  const limit = { maxItems: 1, maxRunning: Math.max(1, Math.floor(threads * share)) };
  const callEach = async (hostnames: readonly string[]) => Promise.all(hostnames.map(call));
  const [newNames, slowNames] = [new Batcher(callEach, limit), new Batcher(callEach, limit)];

  return (hostname) => {
    const same = running.get(hostname);
    if (same !== undefined) return same;
    const isFast = wasFast.get(hostname);
    const names = isFast === undefined ? newNames : slowNames;
    if (isFast !== true && names.waiting >= maxWaiting)
      return Promise.reject(new Error("too many lookups are waiting"));
    const asked = (isFast === true ? call(hostname) : names.add(hostname)).finally(() => running.delete(hostname));
    const result = orLast(hostname, asked);
    running.set(hostname, result);
    return result;
  };
}

/** Names of webhooks that are created or changed, which nothing limits. They keep no delivery waiting. */
const maxWaitingChecks = 100;

/** Creates the lookup that checks webhook URLs before they are stored. It has threads of its own, half as many. */
export const createLookupForChecks = (): Lookup => createSystemLookup({ share: 1 / 16, maxWaiting: maxWaitingChecks });
