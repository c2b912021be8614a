// Errors of a site's publishing host. Its pages name codes and exceptions, not bodies: that of ASP.NET's Web API, on which
// the service is built, is a choice.
import type { Answer } from "../routes.js";

export class PublishingError extends Error {
  override readonly name = "PublishingError";
  readonly status: number;
  readonly exceptionType: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    more: { readonly exceptionType?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.status = status;
    this.exceptionType = more.exceptionType;
    this.headers = more.headers ?? {};
  }
}

export function publishingErrorAnswer({ status, message, exceptionType, headers }: PublishingError): Answer {
  const body =
    exceptionType === undefined
      ? { Message: message }
      : { Message: "An error has occurred.", ExceptionMessage: message, ExceptionType: exceptionType };
  return { status, headers, body };
}
