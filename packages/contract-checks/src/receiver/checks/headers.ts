import { type HeaderValues, type TestDelivery, withoutHeaders } from "../build-request.ts";
import { defineRejectionCheck, type ReceiverCheck, type TestCase, testCases } from "../check.ts";
import { newEventId } from "../data/events.ts";

const names: readonly (keyof HeaderValues)[] = ["id", "timestamp", "signature"];

/** A delivery that is changed after it was signed. */
type Change = readonly [how: string, override: NonNullable<TestDelivery["override"]>];

function changedDeliveries(changes: readonly Change[]): TestCase[] {
  return testCases(changes.map(([how, override]) => [`a delivery ${how}`, { override }]));
}

const missingHeaders = defineRejectionCheck({
  id: "missing_headers",
  holds: "a delivery without one of its headers is rejected",
  pointer: "/post/parameters",
  cases: () =>
    changedDeliveries([
      ["without any of its headers", () => withoutHeaders],
      ...names.flatMap((name): Change[] => [
        [`without the header ${name}`, () => ({ [name]: undefined })],
        [`with only the header ${name}`, (signed) => ({ ...withoutHeaders, [name]: signed[name] })],
      ]),
    ]),
});

const malformedValues = ["", "x", "null", ",", "v1", "0"];
const malformedSignatures = ["v1,%%%", "v1, ", "v1,v1,v1", "v1,undefined", "v1,null", "=", "v1,é", "[object Object]"];

const malformedHeaders = defineRejectionCheck({
  id: "malformed_headers",
  holds: "a delivery with a malformed header is rejected",
  pointer: "/post/parameters",
  cases: () => {
    const withValue = (name: keyof HeaderValues, value: string): Change => [
      `with the ${name} ${JSON.stringify(value)}`,
      () => ({ [name]: value }),
    ];
    return changedDeliveries([
      ...names.flatMap((name) => malformedValues.map((value) => withValue(name, value))),
      ...malformedSignatures.map((value) => withValue("signature", value)),
    ]);
  },
});

const signedHeaders = defineRejectionCheck({
  id: "signed_headers",
  holds: "a delivery whose id or timestamp was replaced is rejected, because both are signed",
  pointer: "/post/parameters/2",
  cases: () =>
    changedDeliveries([
      ["with another id than the signed one", () => ({ id: newEventId() })],
      ["with another timestamp than the signed one", ({ timestamp }) => ({ timestamp: `${Number(timestamp) - 1}` })],
      [
        "of yesterday with a current timestamp",
        ({ timestamp }, sign) => ({ signature: `v1,${sign({ timestamp: `${Number(timestamp) - 86_400}` })}` }),
      ],
    ]),
});

const unsupportedMethod = defineRejectionCheck({
  id: "unsupported_method",
  holds: "GET is rejected",
  advice: "Register the route for POST only. Every 4xx status will do, such as 405 or 404",
  pointer: "/post",
  cases: () =>
    testCases([
      ["a GET", { method: "GET", override: () => withoutHeaders }],
      ["a GET with the headers of a delivery", { method: "GET" }],
    ]),
});

export const headerChecks: readonly ReceiverCheck[] = [
  missingHeaders,
  malformedHeaders,
  signedHeaders,
  unsupportedMethod,
];
