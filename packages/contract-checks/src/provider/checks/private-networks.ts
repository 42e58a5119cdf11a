import { NotRunError } from "../../run/errors.ts";
import { schemaPointer } from "../../spec/pointer.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { unusedInbox } from "../data/valid-calls.ts";
import { webhookOf } from "../expect.ts";
import { expectRejection } from "./validation.ts";

/** Addresses of this machine, of private networks (RFC 1918 and 4193) and of one link (RFC 3927). */
const privateHosts = [
  "[::1]",
  "[::ffff:127.0.0.1]",
  "10.0.0.1",
  "172.16.0.1",
  "192.168.0.1",
  "[fd00::1]",
  "169.254.169.254",
];

export const privateNetworks: ProviderCheck = providerCheck({
  id: "private_networks",
  holds: "a provider that rejects the URL of a loopback address rejects those of every private network",
  operations: ["createWebhook"],
  async run({ client, verifyEach }) {
    const create = (host: string) =>
      client.create({ url: `https://${host}/${client.marker}`, inbox_ids: [unusedInbox] });
    const loopback = await create("127.0.0.1");
    if (loopback.status !== 400) {
      webhookOf(loopback, "the URL is accepted, or rejected with 400");
      throw new NotRunError("the provider allows private networks: it accepts https://127.0.0.1");
    }
    await verifyEach(privateHosts, async (host) =>
      expectRejection(await create(host), `https://${host} points to a private network`, schemaPointer("WebhookUrl")),
    );
  },
});
