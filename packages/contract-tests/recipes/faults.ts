/** Faults that a new field may have although it compiles: by what they leave out, the edit and the test that finds it. */
interface Fault {
  readonly leftOut: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Package, file and name of the test. */
  readonly test: string;
}

const embedded = 'contract-tests test/service.test.ts -t "embedded database';
const is = `=== "description"`;

export const faults: readonly Fault[] = [
  {
    leftOut: "the service does not store it",
    file: "packages/server/src/webhooks/webhook-row.ts",
    from: "description: request.description ?? null",
    to: "description: null",
    test: `${embedded}.* echo:"`,
  },
  {
    leftOut: "the service does not return it",
    file: "packages/server/src/webhooks/webhook-row.ts",
    from: "description: row.description ?? undefined",
    to: "description: undefined",
    test: `${embedded}.* echo:"`,
  },
  {
    leftOut: "the service does not update it",
    file: "packages/server/src/webhooks/webhook-row.ts",
    from: "!isFilterChange(field) &&",
    to: `field !== "description" && !isFilterChange(field) &&`,
    test: `${embedded}.* update:"`,
  },
  {
    leftOut: "its text may be anything",
    file: "specs/webhooks.yaml",
    from: "      pattern: '^[^\\x00]*$'\n      x-well-formed: true\n",
    to: "",
    test: "types test/request-texts.test.ts",
  },
  {
    leftOut: "ensure does not compare it",
    file: "packages/client/src/ensure.ts",
    from: "const isFilter =",
    to: `if (field ${is}) continue;\n    const isFilter =`,
    test: "client test/ensure.test.ts",
  },
  {
    leftOut: "the client's fake does not update it",
    file: "packages/client/test/in-memory-provider.ts",
    from: "([field]) => field in",
    to: `([field]) => field !== "description" && field in`,
    test: "client test/ensure.test.ts",
  },
  {
    leftOut: "the reference provider and the fake do not update it",
    file: "packages/contract-checks/src/reference/rules.ts",
    from: "([field]) => field in",
    to: `([field]) => field !== "description" && field in`,
    test: "contract-checks test/provider/variants.test.ts",
  },
  {
    leftOut: "no check expects what an update sets",
    file: "packages/contract-checks/src/provider/data/webhook-model.ts",
    from: "returned(UpdateWebhookRequestSchema);",
    to: `returned(UpdateWebhookRequestSchema).filter((field) => field !== "description");`,
    test: "contract-checks test/provider/variants.test.ts",
  },
  {
    leftOut: "the CLI does not show it",
    file: "packages/cli/src/commands/webhooks.ts",
    from: "...Object.keys(WebhookSchema.properties)",
    to: `...Object.keys(WebhookSchema.properties).filter((field) => field !== "description")`,
    test: 'cli test/webhooks.test.ts -t "shows every field"',
  },
];
