/** A spec cannot be read or compared: no such file or revision, not YAML, not OpenAPI 3.1. One line says why. */
export class UnreadableSpecError extends Error {
  override readonly name = "UnreadableSpecError";
}
