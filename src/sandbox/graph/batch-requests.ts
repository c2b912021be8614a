// What may stand in a batch ("Combine multiple HTTP requests using JSON batching").
import * as z from "zod";
import type { Call } from "../routes.js";
import { isRecord } from "./graph-call.js";
import { GraphError } from "./graph-error.js";

const MOST_REQUESTS = 20;

const requestSchema = z.strictObject({
  id: z.string().min(1).max(200),
  method: z.enum(["GET", "POST", "PATCH", "PUT", "DELETE"]),
  url: z.string().min(1).max(20_000),
  headers: z.record(z.string(), z.string()).nullish(),
  body: z.unknown().optional(),
  dependsOn: z.array(z.string()).nullish(),
});

export interface BatchRequest {
  readonly id: string;
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Below the version, with a slash at its beginning. */
  readonly url: string;
  /** By their names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: unknown;
  readonly dependsOn: readonly string[];
}

/**
 * The requests of a batch in the order in which they are to be made.
 *
 * @throws GraphError 400 for the batch as a whole: then none of its requests is made
 */
export function readBatch(call: Call): readonly BatchRequest[] {
  const envelope = call.body.kind === "json" && isRecord(call.body.value) ? call.body.value : {};
  const requests = envelope["requests"];
  if (!Array.isArray(requests) || requests.length === 0) throw refused("Invalid batch payload format.");
  if (requests.length > MOST_REQUESTS) {
    throw refused(`Number of batch request steps exceeds the maximum value of ${MOST_REQUESTS}.`);
  }
  const read = requests.map(readRequest);
  const ids = new Set(read.map((one) => one.id));
  if (ids.size < read.length) throw refused("Batch request ids must be unique.");
  checkDependencies(read, ids);
  return inOrder(read);
}

function readRequest(value: unknown): BatchRequest {
  const parsed = requestSchema.safeParse(value);
  if (!parsed.success) throw refused("Invalid batch payload format.");
  const { id, method, url, headers, body, dependsOn } = parsed.data;
  if (/^(?:[a-z][a-z0-9+.-]*:|\/\/|\\)/iu.test(url)) {
    throw refused(`The url of request '${id}' must be relative to the version of the batch.`);
  }
  const named = new Map(Object.entries(headers ?? {}).map(([name, text]) => [name.toLowerCase(), text]));
  const isWrite = method === "POST" || method === "PATCH" || method === "PUT";
  if ((isWrite || (body !== undefined && body !== null)) && !named.has("content-type")) {
    throw refused(
      body === undefined
        ? `Write request id : ${id} does not contain Content-Type header or body.`
        : `Write request with id '${id}' does not contain a Content-Type header.`,
    );
  }
  const path = url.startsWith("/") ? url : `/${url}`;
  return { id, method, url: path, headers: named, body: body ?? undefined, dependsOn: dependsOn ?? [] };
}

/**
 * Three forms are taken: no dependencies at all; each request depends on the one before it; all that depend on something
 * depend on the same request ("Sequencing requests with the dependsOn property").
 */
function checkDependencies(requests: readonly BatchRequest[], ids: ReadonlySet<string>): void {
  const unknown = requests.find((one) => one.dependsOn.some((id) => !ids.has(id) || id === one.id));
  if (unknown !== undefined) throw refused(`Request '${unknown.id}' depends on a request that is not in the batch.`);
  const dependent = requests.filter((one) => one.dependsOn.length > 0);
  const isSerial = requests.every((one, at) => {
    const before = requests[at - 1];
    return before === undefined ? one.dependsOn.length === 0 : one.dependsOn.join() === before.id;
  });
  const [first] = dependent;
  const isSame = dependent.every((one) => one.dependsOn.length === 1 && one.dependsOn[0] === first?.dependsOn[0]);
  if (!isSerial && !isSame) {
    throw refused("A batch must be either fully sequential or fully parallel, or all must depend on the same request.");
  }
}

/** Whatever the others depend on comes first. */
function inOrder(requests: readonly BatchRequest[]): readonly BatchRequest[] {
  const free = requests.filter((one) => one.dependsOn.length === 0);
  const bound = requests.filter((one) => one.dependsOn.length > 0);
  return [...free, ...bound];
}

function refused(message: string): GraphError {
  return new GraphError(400, "BadRequest", message.slice(0, 500));
}
