import { closestMatch } from "leven";
import type { Place } from "./parse.ts";

/**
 * What yargs says is wrong, as a sentence in the words of a command line, with a guess at what was meant. What it is not
 * known to say comes through as it is.
 */
export function sentenceFor(message: string, argv: readonly string[], place: Place): string {
  const [line = ""] = message.split("\n");
  const after = (start: RegExp) => start.exec(line)?.[1];

  // First, since a misspelt option is also one that is missing.
  const options = unknownOptions(argv, place);
  if (options.length > 0) return options.join(" ");

  const [unknown] = after(/^Unknown (?:argument|command)s?: (.*)$/)?.split(", ") ?? [];
  if (unknown !== undefined) return aboutUnknown(unknown, place);

  const missing = after(/^Missing required arguments?: (.*)$/)?.split(", ");
  if (missing !== undefined) {
    return `${listed(missing.map((name) => `--${name}`))} ${missing.length === 1 ? "is" : "are"} missing.`;
  }

  const got = after(/^Not enough non-option arguments: got (\d+)/);
  if (got !== undefined) return `<${Object.keys(place.positionals)[Number(got)]}> is missing.`;

  const withoutValue = after(/^Not enough arguments following: (.*)$/);
  if (withoutValue !== undefined) return `--${withoutValue} needs a value.`;

  if (line === "Invalid values:") return aboutChoices(message);
  if (line === "No command was given") return `No command was given. There are: ${place.commands.join(", ")}.`;
  return line;
}

function unknownOptions(argv: readonly string[], { options }: Place): string[] {
  const known = Object.entries(options).flatMap(([name, { alias = [] }]) => [name, ...[alias].flat()]);
  return argv.flatMap((argument) => {
    // A negative number is a value.
    const [, dashes = "", name = ""] = /^(--?)([^-=\d][^=]*)/.exec(argument) ?? [];
    if (["", "help", "version", ...known].includes(name)) return [];
    const meant = closest(name, known);
    return `There is no option ${dashes}${name}.${meant === undefined ? "" : ` Did you mean --${meant}?`}`;
  });
}

function aboutUnknown(word: string, { commands }: Place): string {
  if (commands.length === 0) return `"${word}" is one argument too many.`;
  const meant = closest(word, commands);
  const guess = meant === undefined ? `There are: ${commands.join(", ")}.` : `Did you mean "${meant}"?`;
  return `There is no command "${word}". ${guess}`;
}

/** `Invalid values:`, and a line for each option. */
function aboutChoices(message: string): string {
  const found = [...message.matchAll(/Argument: (\S+), Given: (.*), Choices: (.*)$/gm)];
  return found
    .map(([, name = "", given = "", choices = ""]) => {
      const known = choices.replaceAll('"', "").split(", ");
      const wrong = given.replaceAll('"', "").split(", ");
      const meant = wrong.length === 1 ? closest(wrong[0] ?? "", known) : undefined;
      const guess = meant ? ` Did you mean ${meant}?` : "";
      return `--${name} cannot be ${wrong.join(", ")}.${guess} It is one of ${known.join(", ")}.`;
    })
    .join(" ");
}

/** A word so near that it may have been meant. */
const closest = (word: string, known: readonly string[]): string | undefined =>
  closestMatch(word, known, { maxDistance: Math.max(word.length > 3 ? 2 : 1, Math.floor(word.length / 3)) });

const listed = (words: readonly string[]): string => words.join(", ").replace(/, ([^,]*)$/, " and $1");
