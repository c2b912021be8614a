// What went wrong when there was no answer: named from the error that fetch threw.
import { messageOf, ServiceError } from "../shapes/errors.js";

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  /** False when it is certain that nothing of the request reached the service. */
  readonly sent: boolean;
  /** Whether the same request may succeed in a moment. */
  readonly transient: boolean;
}

const TRY_LATER = "Check the network and run the command again.";
const CHECK_PROXY = "Check HTTPS_PROXY and NO_PROXY, and whether the proxy lets Microsoft's hosts through.";

const BEFORE_SENDING: ReadonlyMap<string, string> = new Map([
  ["ECONNREFUSED", "refused the connection"],
  ["ENOTFOUND", "is not known to the name service"],
  ["EAI_AGAIN", "could not be looked up: the name service did not answer"],
  ["EHOSTUNREACH", "cannot be reached from here"],
  ["ENETUNREACH", "cannot be reached: there is no network"],
  ["ETIMEDOUT", "did not answer the connection in time"],
  ["UND_ERR_CONNECT_TIMEOUT", "did not answer the connection in time"],
]);

const CERTIFICATE_CODE = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_|HOSTNAME_MISMATCH)/;

/**
 * @param host the host that the request was for
 * @param proxy host and port of the proxy that it went through, if any
 */
export function failureOf(thrown: unknown, host: string, proxy?: string): Failure {
  const chain = causes(thrown);
  const code = chain.map(codeOf).find((candidate) => candidate !== undefined) ?? "";
  const refusal = chain.map((error) => /Proxy response \((\d+)\)/.exec(messageOf(error))?.[1]).find(Boolean);
  if (refusal !== undefined)
    return {
      code: "proxy-refused",
      message: `The proxy refused to connect to ${host} (status ${refusal}).`,
      remedy: refusal === "407" ? "The proxy wants a user name and password: put them into HTTPS_PROXY." : CHECK_PROXY,
      sent: false,
      transient: Number(refusal) >= 500,
    };
  if (CERTIFICATE_CODE.test(code))
    return {
      code: "untrusted-certificate",
      message: `The certificate of ${host} is not trusted (${code}). Something between may be inspecting TLS.`,
      remedy: "If that is your company's proxy, name its root certificate with --ca-file or NODE_EXTRA_CA_CERTS.",
      sent: false,
      transient: false,
    };
  const established = chain.some(
    (error) => error instanceof Error && "syscall" in error && (error.syscall === "read" || error.syscall === "write"),
  );
  const before = established ? undefined : BEFORE_SENDING.get(code);
  if (before !== undefined)
    return {
      code: "unreachable",
      message: `${proxy === undefined ? host : `The proxy ${proxy}`} ${before} (${code}).`,
      remedy: proxy === undefined ? TRY_LATER : CHECK_PROXY,
      sent: false,
      transient: true,
    };
  return {
    code: "connection-lost",
    message: `The connection to ${host} broke before the answer was complete${code === "" ? "" : ` (${code})`}.`,
    remedy: TRY_LATER,
    sent: true,
    transient: true,
  };
}

/** @param write whether the request may have changed something on the other side */
export function toServiceError(failure: Failure, write: boolean, cause: unknown): ServiceError {
  return new ServiceError(failure.message, {
    code: failure.code,
    remedy: failure.remedy,
    carriedOut: write && failure.sent ? "unknown" : "no",
    cause,
  });
}

function causes(thrown: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (let error = thrown; error instanceof Error && chain.length < 5; error = error.cause) {
    chain.push(error);
    if (error instanceof AggregateError) chain.push(...(error.errors as unknown[]));
  }
  return chain;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
