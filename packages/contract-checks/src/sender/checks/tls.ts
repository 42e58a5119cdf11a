import { NotRunError } from "../../run/errors.ts";
import { schemaPointer } from "../../spec/pointer.ts";
import { findingAbout, type SenderCheck, seconds, senderCheck } from "../check.ts";

const pollMs = 50;

const wrongName: SenderCheck = senderCheck({
  id: "tls_name",
  holds: "nothing is sent to an https endpoint whose certificate is for another name",
  skipReason: ({ hasTls }) => (hasTls ? undefined : "no --tls was given"),
  async run({ target, report, open }) {
    const { patienceMs } = target;
    const before = target.wrongNameConnections.total;
    const endpoint = await open({ isWrongName: true });
    await target.trigger(endpoint);
    // Without a request, the sender has closed its connection when it saw the certificate.
    const isRejected = () => target.wrongNameConnections.total > before && target.wrongNameConnections.open === 0;
    for (let waited = 0; endpoint.requests.length === 0 && !isRejected(); waited += pollMs) {
      if (waited >= patienceMs) {
        throw new NotRunError(`the sender did not end a connection to ${endpoint.url} within ${seconds(patienceMs)}`);
      }
      await target.sleep(pollMs);
    }
    if (endpoint.requests.length === 0) return;
    report(
      findingAbout(endpoint, {
        message: "an event was sent to an endpoint with a certificate for another name",
        expected:
          "no request: the TLS handshake fails. Verify the certificate and its name; do not turn off the verification of the HTTP client",
        got: "a request, over TLS with a certificate for another name",
        pointer: schemaPointer("WebhookUrl"),
      }),
    );
  },
});

export const tlsChecks: readonly SenderCheck[] = [wrongName];
