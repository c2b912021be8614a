import {
  AadcError,
  DeadlineError,
  InterruptedError,
  messageOf,
  PartialError,
  PermissionError,
  SignInError,
} from "../shapes/errors.js";
import type { RunStep } from "../shapes/run.js";

/** What changes have come to, by their summaries. */
interface CameTo {
  readonly done: readonly string[];
  /** Sent, and carried out; before that was seen for certain, somebody else wrote. */
  readonly overtaken: readonly string[];
  readonly perhaps: readonly string[];
}

/** Of steps that were made, or may have been. */
export function cameTo(steps: readonly RunStep[]): Pick<CameTo, "done" | "perhaps"> {
  const summaries = (inDoubt: boolean) =>
    steps.filter(({ state }) => (state === "in-doubt") === inDoubt).map(({ change }) => change.summary);
  return { done: summaries(false), perhaps: summaries(true) };
}

/**
 * What is thrown where a part is done. Interrupted stays interrupted: the person knows that it was cut, but not what was
 * done.
 * @param planned how many changes; or the run that was cut, where no plan was made to go on with it
 */
export function cutShort(
  { done, overtaken, perhaps }: CameTo,
  planned: number | { readonly runId: string },
  error: unknown,
  remedy: string,
): PartialError | InterruptedError {
  const said = [
    ...(done.length === 0 ? [] : [`Done: ${done.join("; ")}.`]),
    ...(overtaken.length === 0 ? [] : [`Sent, but somebody has changed what is there since: ${overtaken.join("; ")}.`]),
    ...(perhaps.length === 0 ? [] : [`Perhaps done: ${perhaps.join("; ")}.`]),
    typeof planned === "object"
      ? `Going on with run ${planned.runId} stopped before anything more was done: ${withoutNothing(messageOf(error))}`
      : `Then it stopped, with ${planned} ${planned === 1 ? "change" : "changes"} planned: ${messageOf(error)}`,
  ];
  const ways = waysAfter(error, remedy);
  const CutShort = error instanceof InterruptedError ? InterruptedError : PartialError;
  return new CutShort(said.join(" "), {
    code: error instanceof InterruptedError ? error.code : "partly-done",
    remedy: ways,
    ...(error instanceof AadcError && error.requestId !== undefined ? { requestId: error.requestId } : {}),
    cause: error,
  });
}

function waysAfter(error: unknown, remedy: string): string {
  // What is lost says itself how to go on: the same command as it is would not bring it back.
  if (error instanceof PartialError) return error.remedy;
  if (!(error instanceof AadcError) || saysAgain(error)) return remedy;
  // Without the right, or the sign-in, the same command stops there again.
  const isFirst = error instanceof PermissionError || error instanceof SignInError;
  return isFirst ? `${error.remedy.replace(/([^.])$/, "$1.")} ${remedy}` : `${remedy} ${error.remedy}`;
}

/** Its own remedy is to run the command again, which is said already, and better. */
function saysAgain(error: AadcError): boolean {
  return error instanceof InterruptedError || error instanceof DeadlineError;
}

/** True of this time only. */
function withoutNothing(message: string): string {
  return message.replace(/ Nothing was changed\.$/, "");
}
