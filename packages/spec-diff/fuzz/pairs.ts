import type { Json } from "../src/spec/json.ts";
import { type Effect, edit } from "./edits.ts";
import { Random } from "./random.ts";
import { randomSchema } from "./schemas.ts";

/** Two versions of a schema. */
export interface SchemaPair {
  readonly seed: number;
  readonly base: Json;
  readonly head: Json;
  /** How the values of the new version relate to those of the old one, as far as the edits tell. */
  readonly effect: Effect | "narrower";
}

/** The pair of a seed: a schema, edited in one to three places, in either order. */
export function schemaPair(seed: number): SchemaPair {
  const random = new Random(seed);
  const start = randomSchema(random);
  let schema = start;
  let effect: Effect = "same";
  for (let left = random.pick([1, 1, 2, 3]); left > 0; left -= 1) {
    const edited = edit(schema, random);
    schema = edited.schema;
    effect = worse(effect, edited.effect);
  }
  if (random.chance(0.5)) return { seed, base: start, head: schema, effect };
  return { seed, base: schema, head: start, effect: effect === "wider" ? "narrower" : effect };
}

function worse(one: Effect, other: Effect): Effect {
  const order: readonly Effect[] = ["same", "wider", "unknown"];
  return order.indexOf(one) > order.indexOf(other) ? one : other;
}
