import { AadcError, InterruptedError, messageOf, PartialError } from "../shapes/errors.js";

/**
 * What is thrown where a part is done. Interrupted stays interrupted: the person knows that it was cut, but not what was
 * done.
 */
export function cutShort(
  done: readonly string[],
  perhaps: readonly string[],
  planned: number,
  error: unknown,
  remedy: string,
): PartialError | InterruptedError {
  const said = [
    ...(done.length === 0 ? [] : [`Done: ${done.join("; ")}.`]),
    ...(perhaps.length === 0 ? [] : [`Perhaps done: ${perhaps.join("; ")}.`]),
    `Then it stopped, with ${planned} changes planned: ${messageOf(error)}`,
  ];
  // What is lost says itself how to go on: the same command as it is would not bring it back.
  const ways =
    error instanceof PartialError
      ? error.remedy
      : `${remedy}${error instanceof AadcError && !(error instanceof InterruptedError) ? ` ${error.remedy}` : ""}`;
  const CutShort = error instanceof InterruptedError ? InterruptedError : PartialError;
  return new CutShort(said.join(" "), {
    code: error instanceof InterruptedError ? error.code : "partly-done",
    remedy: ways,
    ...(error instanceof AadcError && error.requestId !== undefined ? { requestId: error.requestId } : {}),
    cause: error,
  });
}
