/** The service as a program, as `agent-webhooks serve` runs it. */
import { runServer } from "../../src/run-server.ts";

await runServer();
