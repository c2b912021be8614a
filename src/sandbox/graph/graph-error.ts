import { randomUUID } from "node:crypto";
import type { Answer, Call } from "../routes.js";

export interface ErrorDetail {
  readonly code: string;
  readonly message: string;
  readonly target: string;
}

/** An error as Graph answers it ("Microsoft Graph error responses and resource types"). */
export class GraphError extends Error {
  override readonly name = "GraphError";
  readonly status: number;
  readonly code: string;
  readonly details: readonly ErrorDetail[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    details: readonly ErrorDetail[] = [],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
    this.headers = headers;
  }
}

export function notFound(id: string): GraphError {
  return new GraphError(
    404,
    "Request_ResourceNotFound",
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

export function badRequest(message: string): GraphError {
  return new GraphError(400, "Request_BadRequest", message);
}

export function notImplemented(what: string): GraphError {
  return new GraphError(
    501,
    "NotImplemented",
    `The sandbox does not implement ${what}. GET /$support lists what it does.`,
  );
}

export interface RequestIds {
  readonly requestId: string;
  readonly clientRequestId: string;
}

export function requestIds(clientRequestId: string | undefined): RequestIds {
  const requestId = randomUUID();
  return { requestId, clientRequestId: clientRequestId ?? requestId };
}

export function graphErrorAnswer(error: GraphError, ids: RequestIds, tenantNow: number): Answer {
  const details = error.details.length === 0 ? {} : { details: error.details };
  return {
    status: error.status,
    body: {
      error: {
        code: error.code,
        message: error.message,
        ...details,
        innerError: {
          date: new Date(tenantNow).toISOString().slice(0, 19),
          "request-id": ids.requestId,
          "client-request-id": ids.clientRequestId,
        },
      },
    },
  };
}

export function accessDenied(): GraphError {
  return new GraphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
}

export function unauthenticated(call: Call): GraphError {
  const message =
    call.header("authorization") === undefined
      ? "Access token is empty."
      : "Access token validation failure. Invalid audience, signature or lifetime.";
  return new GraphError(401, "InvalidAuthenticationToken", message);
}
