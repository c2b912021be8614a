import { AadcError, InterruptedError, messageOf, PartialError } from "../shapes/errors.js";

/** What changes have come to, by their summaries. */
interface CameTo {
  readonly done: readonly string[];
  /** Sent, and carried out; before that was seen for certain, somebody else wrote. */
  readonly overtaken: readonly string[];
  readonly perhaps: readonly string[];
}

/**
 * What is thrown where a part is done. Interrupted stays interrupted: the person knows that it was cut, but not what was
 * done.
 */
export function cutShort(
  { done, overtaken, perhaps }: CameTo,
  planned: number,
  error: unknown,
  remedy: string,
): PartialError | InterruptedError {
  const said = [
    ...(done.length === 0 ? [] : [`Done: ${done.join("; ")}.`]),
    ...(overtaken.length === 0 ? [] : [`Sent, but somebody has changed what is there since: ${overtaken.join("; ")}.`]),
    ...(perhaps.length === 0 ? [] : [`Perhaps done: ${perhaps.join("; ")}.`]),
    `Then it stopped, with ${planned} ${planned === 1 ? "change" : "changes"} planned: ${messageOf(error)}`,
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
