/** A sentence for the one who typed the command. The command ends with 1. */
export class Failure extends Error {
  /** What the command ends with. */
  readonly exitCode: number = 1;
}

/** The command was used in a wrong way, and `message` says in a sentence how. It ends with 2. */
export class UsageError extends Failure {
  override readonly exitCode = 2;
}

/** What is shorter is no secret that anybody would use, and may be a word of the sentence. */
const shortestSecret = 8;

/** The text without these secrets, and without what looks like a signing secret or a token of the service's making. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const rest = secrets.reduce(
    (text, secret) => (secret.length < shortestSecret ? text : text.replaceAll(secret, "***")),
    text,
  );
  return rest.replaceAll(/\b(whsec|awt)_[^\s"'<>&,]+/g, "$1_***");
}

/** Why a file cannot be read, in a word or two. */
export function whyUnreadable(error: unknown): string {
  const { code = "" } = error as NodeJS.ErrnoException;
  return { ENOENT: "it does not exist", EISDIR: "it is a directory", EACCES: "it may not be read" }[code] ?? code;
}
