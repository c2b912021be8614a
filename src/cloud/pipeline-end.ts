// The last step of an Azure SDK's pipeline: our transport, which times out, retries and traces in the SDK's place.
import { createHttpHeaders, type HttpClient } from "@azure/core-rest-pipeline";
import type { Answer, Request } from "./transport.js";

/**
 * @param send adds the token, too
 * @param replayOf whether a request of that method may be asked twice
 */
export function pipelineEnd(
  send: (request: Request) => Promise<Answer>,
  replayOf: (method: string) => Request["replay"],
): HttpClient {
  return {
    async sendRequest(request) {
      const answer = await send({
        method: request.method,
        url: request.url,
        headers: request.headers.toJSON(),
        ...(typeof request.body === "string" ? { body: request.body } : {}),
        replay: replayOf(request.method),
      });
      return {
        request,
        status: answer.status,
        headers: createHttpHeaders(Object.fromEntries(answer.headers)),
        bodyAsText: answer.body,
      };
    },
  };
}
