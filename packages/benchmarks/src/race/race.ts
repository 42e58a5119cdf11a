import { availableParallelism } from "node:os";
import { startPostgres } from "@agent-webhooks/server/testing/postgres";
import { interleave } from "../measure.ts";
import type { LoadRequest } from "../processes/load.ts";
import type { Line } from "../row.ts";
import { startChild } from "../support/child.ts";
import { startSink } from "../support/drain.ts";
import { startService } from "../support/service.ts";
import { table } from "../table.ts";
import { type Case, casesOf, endToEnd, fullSizes, NotDeliveredError, quickSizes, type Racer } from "./cases.ts";
import { type RaceOptions, readOptions, type ServerAddress, usage } from "./options.ts";
import { ourServer } from "./ours.ts";
import { type RaceEndpoint, RaceError, type RaceServer } from "./server.ts";
import { svixServer } from "./svix.ts";

const say = (words: string) => process.stderr.write(`${words}\n`);

/**
 * `bench race`: the same load for servers that are already up, in turns. Prints a table. Sets the exit code: 1 if a server
 * failed in a case, 2 if the race could not start.
 */
export async function race(args: readonly string[]): Promise<void> {
  await using cleanUp = new AsyncDisposableStack();
  try {
    const options = readOptions(args);
    if (options === undefined) {
      process.stdout.write(usage);
      return;
    }
    const enter = (server: RaceServer) => prepare(server, options, cleanUp);
    // The peer first: a wrong address shows before a service is started.
    const peers = options.svix === undefined ? [] : [await enter(svixServer(options.svix))];
    const ours = await enter(ourServer(options.ours ?? (await startOurs(cleanUp))));
    process.stdout.write(await run([ours, ...peers], options));
  } catch (error) {
    if (!(error instanceof RaceError)) throw error;
    say(error.message);
    process.exitCode = 2;
  }
}

async function startOurs(cleanUp: AsyncDisposableStack): Promise<ServerAddress> {
  const postgres = await startPostgres({ fsync: true });
  cleanUp.defer(() => postgres.close());
  return cleanUp.use(await startService({ DATABASE_URL: await postgres.createDatabase() }));
}

/** Starts the sink and the load generator of a server, and has the server deliver some events. */
async function prepare(
  server: RaceServer,
  { sinkHost, patience, quick }: RaceOptions,
  cleanUp: AsyncDisposableStack,
): Promise<Racer> {
  const sink = await startSink(
    { cleanUp },
    { idsFromBodies: true, ...(sinkHost !== undefined && { address: "0.0.0.0" }) },
  );
  const { port, origin } = new URL(sink.ready.url);
  const sinkUrl = sinkHost === undefined ? origin : `http://${sinkHost}:${port}`;
  const load = cleanUp.use(await startChild<object>("load", { url: server.origin, token: server.token }));
  const racer: Racer = { server, load, sink, sinkUrl, patience };
  say(`${server.name}: ${server.origin}, delivers to ${sinkUrl}`);
  const endpoint = await server.createEndpoint(`${sinkUrl}/hook`);
  try {
    await endToEnd(1)(racer, [endpoint.publish]);
    // Warms up compilers and caches.
    if (!quick) await endToEnd(fullSizes.oneEndpoint)(racer, [endpoint.publish]);
  } catch (error) {
    if (!(error instanceof NotDeliveredError) || error.delivered > 0) throw error;
    throw new RaceError(
      `${error.message}. Either it does not reach ${sinkUrl} (see --sink-host), or it rejects private addresses. ${server.allowPrivateNetwork}`,
    );
  } finally {
    await remove(endpoint, server);
  }
  return racer;
}

async function remove(endpoint: RaceEndpoint, { name }: RaceServer): Promise<void> {
  try {
    await endpoint.delete();
  } catch (error) {
    say(`${name}: an endpoint of the race was not deleted: ${error instanceof Error ? error.message : error}`);
  }
}

async function run(racers: readonly Racer[], { quick, rounds }: RaceOptions): Promise<string> {
  const lines: Line[] = [];
  for (const each of casesOf(quick ? quickSizes : fullSizes)) {
    say(each.what);
    lines.push(...(await runCase(each, racers, rounds)));
  }
  const row = { id: "race", title: "the same load for each", bar: "", run: async () => lines };
  return [
    `${new Date().toISOString()}, ${availableParallelism()} cores, Node ${process.versions.node}, rounds: ${rounds}`,
    "",
    ...racers.map(({ server }) => `- ${server.name}: ${server.origin}`),
    "",
    table([{ row, lines }]),
    "",
  ].join("\n");
}

/** Measures the servers in turns. One that fails does not go on with this case, and the exit code is 1. */
async function runCase(each: Case, racers: readonly Racer[], rounds: number): Promise<readonly Line[]> {
  await using cleanUp = new AsyncDisposableStack();
  const failures = new Map<string, string>();
  const contestant = (racer: Racer) => {
    const { server } = racer;
    let publish: readonly LoadRequest[] | undefined;
    return async (): Promise<readonly number[]> => {
      if (failures.has(server.name)) return [];
      try {
        publish ??= await createEndpoints(each, racer, cleanUp);
        const figures = await each.measure(racer, publish);
        say(`  ${server.name}: ${figures.map((figure) => figure.toPrecision(4)).join(", ")}`);
        return figures;
      } catch (error) {
        if (!(error instanceof RaceError)) throw error;
        say(`  ${error.message}`);
        failures.set(server.name, error.message.replaceAll(/\s+/g, " "));
        process.exitCode = 1;
        return [];
      }
    };
  };
  const contestants = Object.fromEntries(racers.map((racer) => [racer.server.name, contestant(racer)]));
  const measured = [...(await interleave(contestants, { rounds }))].filter(([name]) => !failures.has(name));
  const { ours, ...others } = Object.fromEntries(failures);
  return each.figures.map(({ name, unit }, index) => ({
    what: each.what + name,
    unit,
    samples: new Map(measured.map(([name, rounds]) => [name, rounds.map((figures) => figures[index] ?? Number.NaN)])),
    ...(ours !== undefined && { notRun: ours }),
    ...(failures.size > 0 && { note: Object.values(others).join("<br>") }),
  }));
}

async function createEndpoints(
  { endpoints, path }: Case,
  { server, sinkUrl }: Racer,
  cleanUp: AsyncDisposableStack,
): Promise<readonly LoadRequest[]> {
  const publish: LoadRequest[] = [];
  while (publish.length < endpoints) {
    const endpoint = await server.createEndpoint(sinkUrl + path);
    cleanUp.defer(() => remove(endpoint, server));
    publish.push(endpoint.publish);
  }
  return publish;
}
