// Takes a batch apart: each request in it is an exchange of its own ("Combine multiple HTTP requests using JSON batching").
import type { Exchange } from "./exchange.js";
import type { Report } from "./findings.js";
import { isObject, listAt, objectAt, shortly, textAt } from "./json.js";

const REQUEST = ["id", "method", "url", "headers", "body", "dependsOn"];
const RESPONSE = ["id", "status", "headers", "body"];
const MOST_REQUESTS = 20;

/** Whether an exchange is a batch, of whichever version. */
export function isBatch({ method, url }: Exchange): boolean {
  return method === "POST" && /^\/(?:v1\.0|beta)\/(?:\$|%24)batch(?:\?|$)/iu.test(url);
}

/** The exchanges in a batch; what is wrong with its envelope is reported. A refused batch holds none. */
export function batchedExchanges(batch: Exchange, report: Report): readonly Exchange[] {
  if (batch.status !== 200) return [];
  const version = batch.url.split("/")[1] ?? "";
  const requests = listAt(batch.requestBody, "requests");
  const responses = batch.isFault ? [] : listAt(batch.responseBody, "responses");
  if (requests.length > MOST_REQUESTS) report("shape", "request $batch", `has ${requests.length} requests`);
  for (const one of requests) checkNames("request $batch", one, REQUEST, ["id", "method", "url"], report);
  for (const one of responses) checkNames("response $batch", one, RESPONSE, ["id", "status"], report);
  return requests.flatMap((request) => {
    const id = textAt(request, "id");
    const response = responses.find((one) => textAt(one, "id") === id);
    if (response === undefined && !batch.isFault) report("shape", "response $batch", `no response to ${shortly(id)}`);
    const status = objectAt(response)["status"];
    // A request that was not made because one before it failed.
    if (status === 424) return [];
    return {
      ...batch,
      method: textAt(request, "method") ?? "",
      url: `/${version}/${(textAt(request, "url") ?? "").replace(/^\//u, "")}`,
      requestBody: objectAt(request)["body"] ?? null,
      status: typeof status === "number" ? status : batch.status,
      responseBody: objectAt(response)["body"] ?? null,
      isFault: batch.isFault || response === undefined,
    };
  });
}

function checkNames(
  subject: string,
  value: unknown,
  known: readonly string[],
  required: readonly string[],
  report: Report,
): void {
  const names = isObject(value) ? Object.keys(value) : [];
  for (const name of names) if (!known.includes(name)) report("unknown-property", `${subject}.${name}`, "unknown");
  for (const name of required) if (!names.includes(name)) report("required", `${subject}.${name}`, "is absent");
}
