import { expect, test } from "vitest";
import { idsOf } from "../src/webhooks/id-list-field.tsx";

test.each<[text: string, ids: string[]]>([
  ["", []],
  [" \n\t\n", []],
  [" in_1", ["in_1"]],
  ["in_1 ", ["in_1"]],
  ["\n  in_1\t\n\n in 2 \r\nin_3\n", ["in_1", "in 2", "in_3"]],
])("the IDs of %j are those of its lines, without spaces around them", (text, ids) => {
  expect(idsOf(text)).toEqual(ids);
});
