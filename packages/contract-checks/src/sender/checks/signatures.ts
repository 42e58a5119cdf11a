import { findingAbout, type SenderCheck } from "../check.ts";
import type { Endpoint } from "../endpoint.ts";
import { headerValue, signedPartsOf } from "../headers.ts";
import type { DeliveryRequest } from "../listener.ts";
import { explainSignature, signatureOf, signaturesIn } from "../signature.ts";
import { type RequestCheck, type RequestIssue, requestCheck } from "./request-check.ts";

/**
 * Wrong signatures that are explained, of the first requests and as many of the last ones: it takes a thousand attempts to
 * make each of them, too many for large bodies.
 */
const maxExplained = 3;
const maxExplainedBytes = 64 * 1024;

const signature: SenderCheck = {
  id: "signature",
  holds: "every request is signed with the webhook's secret, over the bytes of its body",
  skipReason: ({ stopReason }) => stopReason,
  async run(target, report) {
    await target.retryDelayMs();
    await target.idle();
    const wrong = target.endpoints.flatMap((endpoint) =>
      (endpoint.events.length === 0 ? [] : endpoint.requests).flatMap((request) =>
        isSigned(request, endpoint) ? [] : [{ request, endpoint }],
      ),
    );
    const small = wrong.filter(({ request }) => request.body.length <= maxExplainedBytes);
    // First attempts and retries, which may have different faults.
    const sample =
      small.length === 0
        ? wrong
        : small.filter((_, index) => index < maxExplained || index >= small.length - maxExplained);
    const explained = sample.map(({ request, endpoint }) => ({ endpoint, issue: signatureIssue(request, endpoint) }));
    for (const [, [first]] of Map.groupBy(explained, ({ issue }) => issue.message)) {
      if (first === undefined) continue;
      const { endpoint, issue } = first;
      const got = wrong.length === 1 ? issue.got : `${issue.got} (${wrong.length} requests are wrong)`;
      report(findingAbout(endpoint, { pointer: "/parameters/2", ...issue, got }));
    }
  },
};

/** Whether a request is signed with one of the secrets of its endpoint. */
export function isSigned(request: DeliveryRequest, { secrets }: Pick<Endpoint, "secrets">): boolean {
  const parts = signedPartsOf(request);
  if (parts === undefined) return false;
  const signatures = signaturesIn(headerValue(request, "signature") ?? "");
  return secrets.some((secret) => signatures.includes(signatureOf(parts, secret)));
}

/** Why it is not. */
export function signatureIssue(
  request: DeliveryRequest,
  { secrets, requests }: { readonly secrets: readonly string[]; readonly requests: readonly DeliveryRequest[] },
): RequestIssue {
  const parts = signedPartsOf(request);
  const header = headerValue(request, "signature");
  if (parts === undefined || header === undefined) {
    return {
      message: "a request is not signed",
      expected: "the headers webhook-id, webhook-timestamp and webhook-signature",
      got: `the headers ${Object.keys(request.headers).join(", ")}`,
    };
  }
  const others = new Set(requests.flatMap((other) => headerValue(other, "timestamp") ?? []));
  others.delete(parts.timestamp);
  const isExplained = parts.body.length <= maxExplainedBytes;
  const { mistake, advice = "" } = (isExplained && explainSignature(header, parts, secrets, [...others])) || {};
  const [right] = secrets.map((secret) => signatureOf(parts, secret));
  return {
    message: mistake === undefined ? "the signature is wrong" : `the signature is wrong: it ${mistake}`,
    expected:
      `v1,${right}: v1, and the base64-encoded HMAC-SHA256 of {webhook-id}.{webhook-timestamp}.{body}. ${advice}`.trim(),
    got: header,
  };
}

export const signatureFormat: RequestCheck = requestCheck({
  id: "signature_format",
  holds: "signatures are v1,<base64>, separated by spaces",
  pointer: "/parameters/2/schema/pattern",
  judge(request) {
    const header = headerValue(request, "signature");
    if (header === undefined || /^v1,[\w+/-]+={0,2}( v1,[\w+/-]+={0,2})*$/.test(header)) return undefined;
    return { message: "the signature header is malformed", expected: "v1,<base64>, separated by spaces", got: header };
  },
});

export const signatureChecks: readonly SenderCheck[] = [signature, signatureFormat];
