import type { Row } from "../row.ts";
import { api } from "./api.ts";
import { clientCall } from "./client-call.ts";
import { commands } from "./commands.ts";
import { disk } from "./disk.ts";
import { drainRow } from "./drain.ts";
import { endpoint } from "./endpoint.ts";
import { fanout } from "./fanout.ts";
import { growth } from "./growth.ts";
import { latency } from "./latency.ts";
import { publish } from "./publish.ts";
import { receiver } from "./receiver.ts";
import { restart } from "./restart.ts";
import { weight } from "./weight.ts";

/** Every row of the table, in its order. */
export const rows: readonly Row[] = [
  clientCall,
  weight,
  receiver,
  api,
  publish,
  drainRow,
  endpoint,
  latency,
  restart,
  fanout,
  growth,
  disk,
  commands,
];
