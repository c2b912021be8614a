import { appendFileSync, chmodSync, writeFileSync } from "node:fs";
import { messageOf, UsageError } from "../shapes/errors.js";
import { CLOUDS } from "./clouds.js";
import { HIDDEN, type Redactor, withoutValues } from "./redaction.js";

/** One request with its answer, or with the failure that took the answer's place. */
export interface Exchange {
  readonly attempt: number;
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody?: string;
  readonly status?: number;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly responseBody?: string;
  readonly failure?: string;
  readonly ms: number;
}

export type Trace = (exchange: Exchange) => void;

const SECRET_HEADERS = new Set([
  "authorization",
  "proxy-authorization",
  "cookie",
  "set-cookie",
  "x-identity-header",
  "secret",
]);

/**
 * A trace that appends one JSON line an exchange to `file` (owner-only), with secrets hidden. Written synchronously:
 * a trace is wanted most when the process dies. A line that cannot be written is lost and ends nothing: an answer that is
 * there counts for more than what is written of it.
 * @param tell is told once that lines are lost, and why
 * @throws {UsageError} when the file cannot be written from the beginning
 */
export function traceTo(file: string, redactor: Redactor, epoch: () => number, tell: (line: string) => void): Trace {
  try {
    writeFileSync(file, "", { mode: 0o600 });
    chmodSync(file, 0o600);
  } catch (error) {
    throw new UsageError(`The trace file cannot be written: ${messageOf(error)}.`, {
      code: "trace-file",
      remedy: "Name another file with --trace.",
    });
  }
  let told = false;
  let lineStart = "";
  return (exchange) => {
    const body = (text: string | undefined) =>
      text === undefined ? undefined : redactor.clean(isVault(exchange.url) ? withoutValues(text) : text);
    const line = JSON.stringify({
      at: new Date(epoch()).toISOString(),
      ...exchange,
      url: redactor.clean(exchange.url),
      requestHeaders: hideHeaders(exchange.requestHeaders),
      requestBody: body(exchange.requestBody),
      responseHeaders: exchange.responseHeaders === undefined ? undefined : hideHeaders(exchange.responseHeaders),
      responseBody: body(exchange.responseBody),
    });
    try {
      appendFileSync(file, `${lineStart}${redactor.clean(line)}\n`);
      lineStart = "";
    } catch (error) {
      // A part of it may be there: what comes next begins on a line of its own.
      lineStart = "\n";
      if (!told) tell(`The trace cannot be written: ${messageOf(error)}. Requests go on without it.`);
      told = true;
    }
  };
}

function isVault(url: string): boolean {
  const { hostname } = new URL(url);
  return Object.values(CLOUDS).some(({ keyVault }) => hostname.endsWith(`.${keyVault}`));
}

function hideHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, SECRET_HEADERS.has(name.toLowerCase()) ? HIDDEN : value]),
  );
}
