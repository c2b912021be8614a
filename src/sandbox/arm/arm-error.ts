// Errors as Azure Resource Manager answers them ("Understand common error codes": code and message below `error`).
import type { Answer } from "../routes.js";

export class ArmError extends Error {
  override readonly name = "ArmError";
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export function armErrorAnswer({ status, code, message, headers }: ArmError): Answer {
  return { status, headers, body: { error: { code, message } } };
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
