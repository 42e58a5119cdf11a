/** A run that could not start: bad arguments, nothing that listens, a token that is refused. One line says why. */
export class CannotStart extends Error {
  override readonly name = "CannotStart";
}
