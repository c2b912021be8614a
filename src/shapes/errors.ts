/** What an error carries besides its message: a stable code, and what the reader should do next. */
export interface ErrorDetails {
  readonly code: string;
  readonly remedy: string;
  readonly requestId?: string;
  readonly cause?: unknown;
}

/** Errors are classed by who must act; every class has one exit code (see the command line's exit-code table). */
export abstract class AadcError extends Error {
  readonly code: string;
  readonly remedy: string;
  readonly requestId?: string;

  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code;
    this.remedy = details.remedy;
    if (details.requestId !== undefined) this.requestId = details.requestId;
  }
}

/** The person who typed the command must act. */
export class UsageError extends AadcError {}

/** Somebody must sign in, or fix the credentials that sign in. */
export class SignInError extends AadcError {}

/** An administrator must grant something; the remedy names the permission or the role. */
export class PermissionError extends AadcError {}

/** Refused because it would be unsafe; nobody has to act unless the situation is changed first. */
export class GuardError extends AadcError {}

/** Microsoft's side, or the network between, failed; trying again later may help. */
export class ServiceError extends AadcError {
  /** HTTP status of the answer; absent when there was none. */
  readonly status?: number;
  /** Microsoft's own codes, outermost first: `error.code`, then each `error.details[].code`. */
  readonly serviceCodes: readonly string[];
  /** `unknown` when a write was sent and no answer tells whether it took effect: a read has to tell. */
  readonly carriedOut: "no" | "unknown";

  constructor(
    message: string,
    details: ErrorDetails & {
      readonly status?: number;
      readonly serviceCodes?: readonly string[];
      readonly carriedOut?: "no" | "unknown";
    },
  ) {
    super(message, details);
    if (details.status !== undefined) this.status = details.status;
    this.serviceCodes = details.serviceCodes ?? [];
    this.carriedOut = details.carriedOut ?? "no";
  }
}

/** The command's own deadline passed. Not a ServiceError: no reading may turn it into "unknown" and go on. */
export class DeadlineError extends AadcError {}

/** Some changes are made and some are not; the remedy says how to go on and how to go back. */
export class PartialError extends AadcError {}

/** The person (or the machine's shutdown) interrupted the command. */
export class InterruptedError extends AadcError {}

/** A fault of this program. */
export class BugError extends AadcError {}

/** The message of anything that can be thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
