// $batch: several requests in one, each of which goes through the very routes that it would go through alone.
import { TrieRouter } from "hono/router/trie-router";
import { readAccessToken } from "../login/access-token.js";
import {
  type Answer,
  type Call,
  type InnerExchange,
  matchablePath,
  type RequestBody,
  type Route,
  routePattern,
} from "../routes.js";
import type { Worlds } from "../world.js";
import { type BatchRequest, readBatch } from "./batch-requests.js";
import { GraphError, graphErrorAnswer, requestIds, unauthenticated } from "./graph-error.js";

const VERSIONS = ["v1.0", "beta"] as const;

/** `POST /v1.0/$batch` and `POST /beta/$batch` over these routes. */
export function batchRoutes(worlds: Worlds, routes: readonly Route[]): readonly Route[] {
  const router = new TrieRouter<Route>();
  for (const route of routes) router.add(route.method, routePattern(route.path), route);
  return VERSIONS.map((version) => ({
    method: "POST",
    host: "graph",
    path: `/${version}/$batch`,
    note: "at most 20 requests; dependsOn",
    handle: (call) => answerBatch({ worlds, router, version }, call),
  }));
}

interface Batching {
  readonly worlds: Worlds;
  readonly router: TrieRouter<Route>;
  readonly version: (typeof VERSIONS)[number];
}

/** The batch itself is answered 200 whatever became of its requests; it costs nothing besides them. */
async function answerBatch(batching: Batching, call: Call): Promise<Answer> {
  const ids = requestIds(call.header("client-request-id"));
  const found = readAccessToken(batching.worlds, call, "graph");
  const now = (found?.world ?? batching.worlds.primary).store.tenantNow();
  const headers = {
    date: new Date(now).toUTCString(),
    "cache-control": "no-cache",
    "request-id": ids.requestId,
    "client-request-id": ids.clientRequestId,
    "odata-version": "4.0",
  };
  try {
    if (found === undefined) throw unauthenticated(call);
    call.trail.caller = { kind: found.caller.kind, permissions: found.caller.permissions };
    const requests = readBatch(call);
    const exchanges = new Map<string, InnerExchange>();
    const responses = [];
    for (const request of requests) {
      const answer = await answerOne(batching, call, request, exchanges);
      responses.push(responseOf(request, answer));
    }
    call.trail.inner = [...exchanges.values()];
    return { status: 200, headers, body: { responses: unordered(responses) } };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return { ...graphErrorAnswer(error, ids, now), headers: { ...headers, ...error.headers } };
  }
}

async function answerOne(
  batching: Batching,
  outer: Call,
  request: BatchRequest,
  exchanges: Map<string, InnerExchange>,
): Promise<Answer> {
  const failed = request.dependsOn.some((id) => (exchanges.get(id)?.answer.status ?? 424) >= 400);
  if (failed) return errorAnswer(424, "FailedDependency", "A request that this one depends on has failed.");
  const url = new URL(`${outer.url.origin}/${batching.version}${request.url}`);
  const path = matchablePath(url.pathname);
  if (!path.startsWith(`/${batching.version}/`)) {
    return errorAnswer(400, "BadRequest", "The url of a batched request must stay below the version of the batch.");
  }
  if (/^\/[^/]+\/(?:\$|%24)batch$/u.test(path)) {
    return errorAnswer(400, "BadRequest", "A batch cannot hold another batch.");
  }
  const [matched] = batching.router.match(request.method, path)[0];
  const [route, params] = matched ?? [];
  const call: Call = {
    method: request.method,
    url,
    cloud: outer.cloud,
    params: decoded(params ?? {}),
    // Whoever sends the batch sends its requests.
    header: (name) =>
      name.toLowerCase() === "authorization" ? outer.header(name) : request.headers.get(name.toLowerCase()),
    body: bodyOf(request),
    trail: {},
  };
  const answer = route === undefined ? notImplemented(request.method, url) : await route.handle(call);
  exchanges.set(request.id, { call, route, answer });
  return answer;
}

/** Bodies of other types than JSON come in base64 and are taken by none of the routes. */
function bodyOf({ method, headers, body }: BatchRequest): RequestBody {
  if (body === undefined || method === "GET") return { kind: "none" };
  const isJson = headers.get("content-type")?.toLowerCase().startsWith("application/json") === true;
  if (isJson) return { kind: "json", value: body };
  return { kind: "text", value: typeof body === "string" ? body : JSON.stringify(body) };
}

function decoded(params: Readonly<Record<string, string | number>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(params).map(([name, raw]) => {
      const value = String(raw);
      try {
        return [name, decodeURIComponent(value)];
      } catch {
        return [name, value];
      }
    }),
  );
}

/** "The responses may be in a different order": those in odd places come first, always in the same way. */
function unordered<T>(responses: readonly T[]): readonly T[] {
  if (responses.length <= 2) return responses;
  return [...responses.filter((_, at) => at % 2 === 1), ...responses.filter((_, at) => at % 2 === 0)];
}

const OF_THE_OUTER_ANSWER = ["date", "request-id", "client-request-id"];

function responseOf(request: BatchRequest, answer: Answer) {
  const names = Object.entries(answer.headers ?? {}).filter(([name]) => !OF_THE_OUTER_ANSWER.includes(name));
  const headers = Object.fromEntries([
    ...names.map(([name, value]) => [headerName(name), value] as const),
    ...(answer.body === undefined ? [] : [["Content-Type", "application/json"] as const]),
  ]);
  return {
    id: request.id,
    status: answer.status,
    headers,
    ...(answer.body === undefined ? {} : { body: answer.body }),
  };
}

/** In the usual spelling: `Retry-After`; Microsoft's own stay as they are. */
function headerName(name: string): string {
  if (name.startsWith("x-ms-")) return name;
  if (name === "odata-version") return "OData-Version";
  return name.replace(/(?:^|-)[a-z]/gu, (letter) => letter.toUpperCase());
}

function errorAnswer(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message } } };
}

function notImplemented(method: string, url: URL): Answer {
  const what = `${method} ${url.hostname}${url.pathname}`;
  return errorAnswer(
    501,
    "NotImplemented",
    `The sandbox does not implement ${what}. GET /$support lists what it does.`,
  );
}
