// Errors as Azure Resource Manager answers them ("Understand common error codes": code and message below `error`).
import type { Answer } from "../routes.js";

export class ArmError extends Error {
  override readonly name = "ArmError";
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What is wrong in particular; the provider's. */
  readonly details: readonly object[];

  constructor(
    status: number,
    code: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
    details: readonly object[] = [],
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.details = details;
  }
}

export function armErrorAnswer({ status, code, message, headers, details }: ArmError): Answer {
  return { status, headers, body: { error: { code, message, ...(details.length > 0 ? { details } : {}) } } };
}

export function badRequest(message: string): ArmError {
  return new ArmError(400, "BadRequest", message);
}

export function notImplemented(what: string): ArmError {
  return new ArmError(
    501,
    "NotImplemented",
    `The sandbox does not implement ${what}. GET /$support lists what it does.`,
  );
}
