// HTTP as the Functions host serves it: `/api/NAME`, with a key where the function wants one; `POST /admin/functions/NAME`
// runs a function now.

/**
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 * @param {{ registered: readonly import("./load-app.mjs").Registered[], key: string, invoke: (one: import("./load-app.mjs").Registered, input: unknown) => Promise<unknown> }} host
 */
export async function answerHttp(request, response, { registered, key, invoke }) {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const hasKey = (request.headers["x-functions-key"] ?? url.searchParams.get("code")) === key;
  const [, area, name] = /^\/(api|admin\/functions)\/([\w-]+)$/.exec(url.pathname) ?? [];
  const one = registered.find((candidate) => candidate.name === name);
  if (one === undefined) return end(response, 404);
  if (area !== "api") {
    if (!hasKey) return end(response, 401);
    if (request.method !== "POST") return end(response, 405);
    const isTimer = one.trigger.type === "timerTrigger";
    const input = isTimer ? { isPastDue: false, schedule: {} } : JSON.parse(await bodyOf(request));
    await invoke(one, input);
    return end(response, 202);
  }
  if (one.trigger.type !== "httpTrigger") return end(response, 404);
  const methods = /** @type {readonly string[]} */ (one.trigger.methods ?? ["GET", "POST"]);
  if (!methods.some((method) => method.toUpperCase() === request.method)) return end(response, 405);
  if (one.trigger.authLevel !== "anonymous" && !hasKey) return end(response, 401);
  const asked = {
    method: request.method,
    url: url.href,
    query: url.searchParams,
    headers: new Headers(Object.entries(request.headers).map(([head, value]) => [head, String(value)])),
  };
  const answer = /** @type {{ status?: number, headers?: Record<string, string>, body?: string }} */ (
    await invoke(one, asked)
  );
  response.writeHead(answer.status ?? 200, answer.headers ?? {});
  response.end(answer.body ?? "");
}

/**
 * @param {import("node:http").ServerResponse} response
 * @param {number} status
 */
function end(response, status) {
  response.writeHead(status);
  response.end();
}

/** @param {import("node:http").IncomingMessage} request */
async function bodyOf(request) {
  let text = "";
  for await (const part of request) text += String(part);
  return text === "" ? "{}" : text;
}
