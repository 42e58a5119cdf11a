import { type Concatenation, DFA, isDisjointWith, JS, NFA, type NoParent } from "refa";

/** Automata beyond this are not worth the time; they count as different. */
const maxNodes = 5_000;

/** The same few patterns are met again in every operation that has them. */
const decided = new Map<string, boolean>();

/**
 * Whether every text that one pattern takes is taken by the other too. Decided by automata, as both are regular languages;
 * a pattern with look-around, or with a reference back to any number of texts, is no such, and only the same pattern is
 * taken to be within it.
 */
export function isPatternWithin(narrow: string, wide: string): boolean {
  if (narrow === wide) return true;
  const key = JSON.stringify([narrow, wide]);
  const known = decided.get(key);
  if (known !== undefined) return known;
  const answer = decide(narrow, wide);
  decided.set(key, answer);
  return answer;
}

/** Whether a pattern is found in a text. One that is no regular expression is found in none. */
export function isMatch(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return false;
  }
}

function decide(narrow: string, wide: string): boolean {
  try {
    const others = DFA.fromFA(automaton(wide), new DFA.LimitedNodeFactory(maxNodes));
    others.complement();
    return isDisjointWith(automaton(narrow), others, maxNodes);
  } catch {
    return false;
  }
}

/** Takes every text in which the pattern is found, as JSON Schema has it: a pattern is not anchored by itself. */
function automaton(pattern: string): NFA {
  const { expression, maxCharacter } = JS.Parser.fromLiteral(new RegExp(pattern, "u")).parse({ assertions: "parse" });
  const anything = NFA.all({ maxCharacter });
  const whole = NFA.empty({ maxCharacter });
  for (const alternative of expression.alternatives) {
    const start = isEdge(alternative.elements[0], "behind");
    const end = isEdge(alternative.elements.at(-1), "ahead");
    const elements = alternative.elements.slice(start ? 1 : 0, end ? -1 : undefined);
    const inner: NoParent<Concatenation>[] = [{ type: "Concatenation", elements }];
    const limit = new NFA.LimitedNodeFactory(maxNodes);
    const part = NFA.fromRegex(inner, { maxCharacter }, { assertions: "throw" }, limit);
    if (!start) part.prepend(anything);
    if (!end) part.append(anything);
    whole.union(part);
  }
  return whole;
}

/** `^` and `$`, which the parser writes as "nothing before" and "nothing behind". */
function isEdge(element: Concatenation["elements"][number] | undefined, kind: "ahead" | "behind"): boolean {
  if (element?.type !== "Assertion" || element.kind !== kind || !element.negate) return false;
  const [alternative, ...others] = element.alternatives;
  const [character, ...more] = alternative?.elements ?? [];
  return others.length === 0 && more.length === 0 && character?.type === "CharacterClass" && character.characters.isAll;
}
