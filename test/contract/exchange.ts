// Reads what sandboxes recorded: requests.jsonl, one exchange a line.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Findings } from "./findings.js";
import { isObject, textAt } from "./json.js";

export interface Exchange {
  /** File and line. */
  readonly where: string;
  readonly host: string;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseBody: unknown;
  /** Planted by a test: what was answered is the test's, not the sandbox's. */
  readonly isFault: boolean;
  /** `METHOD /path` of the support table; absent where nothing was routed. */
  readonly route: string | undefined;
}

/** Every `*.jsonl` in a folder and below it, sorted by name. */
export function logFiles(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => path.join(dir, name))
    .sort();
}

/**
 * The exchanges of one log. The last line may be incomplete, as a killed sandbox leaves it; every other line that is no
 * exchange is a finding.
 */
export function readExchanges(file: string, findings: Findings): readonly Exchange[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.flatMap((line, index) => {
    if (line === "") return [];
    const where = `${path.basename(file)}:${index + 1}`;
    const exchange = parseExchange(line, where);
    if (exchange !== undefined) return [exchange];
    const isTornEnd = index === lines.length - 1;
    if (!isTornEnd) findings.add({ rule: "log", subject: "line", detail: "a line that is no exchange", where });
    return [];
  });
}

function parseExchange(line: string, where: string): Exchange | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const [host, method, url] = ["host", "method", "url"].map((name) => textAt(value, name));
  if (!isObject(value) || host === undefined || method === undefined || url === undefined) return undefined;
  const status = value["status"];
  if (typeof status !== "number") return undefined;
  return {
    where,
    host,
    method,
    // Clients write `providers//Microsoft…`, and are served.
    url: url.replace(/^[^?]*/u, (pathname) => pathname.replace(/\/{2,}/gu, "/")),
    requestBody: value["requestBody"] ?? null,
    status,
    responseBody: value["responseBody"] ?? null,
    isFault: value["fault"] !== undefined && value["fault"] !== null && value["fault"] !== false,
    route: textAt(value, "route"),
  };
}

/** A path without what differs from call to call: identifiers and names become `{id}`. */
export function pathShape(url: string): string {
  const [pathname = ""] = url.split("?");
  return decodeURIComponentSafely(pathname)
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/giu, "{id}")
    .replace(/'[^']*'/gu, "'{id}'")
    .replace(/\/[^/]*@[^/]*/gu, "/{id}");
}

export function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
