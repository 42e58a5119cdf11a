import { readFile } from "node:fs/promises";
import { type Operation, operations } from "@agent-webhooks/types";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { expect, test } from "vitest";

const table: readonly Operation[] = [...Object.values(operations), ...Object.values(deliveryOperations)];

/** The schemas of the bodies that an operation takes and returns. */
const bodiesOf = ({ requestBody, responses, success }: Operation) =>
  [requestBody?.schema, ...success.map((status) => responses[status]?.schema)].filter((name) => name !== undefined);

test.each(table.map((operation) => [operation.id, bodiesOf(operation)] as const))(
  "the types of the bodies of %s are exported",
  async (_id, bodies) => {
    const index = await readFile(new URL("../src/index.ts", import.meta.url), "utf8");
    const exported = [...index.matchAll(/^export type \{([^}]*)\} from "@agent-webhooks\/types/gm)];
    const names = exported.flatMap(([, list = ""]) => list.split(/[\s,]+/));
    expect(names).toEqual(expect.arrayContaining(bodies));
  },
);
