// The transport of Microsoft's Azure libraries (core-rest-pipeline), connected to the sandbox.
import { createHttpHeaders, type HttpClient, type PipelineRequest } from "@azure/core-rest-pipeline";
import { request as send } from "undici";
import type { TestClient } from "./sandbox-client.js";

export function azureHttpClient(sandbox: Pick<TestClient, "agent">): HttpClient {
  return {
    async sendRequest(request: PipelineRequest) {
      const body = typeof request.body === "string" ? request.body : null;
      const response = await send(request.url, {
        dispatcher: sandbox.agent,
        method: request.method === "TRACE" ? "GET" : request.method,
        headers: request.headers.toJSON(),
        body,
      });
      const headers = createHttpHeaders();
      for (const [name, value] of Object.entries(response.headers)) headers.set(name, String(value));
      return { request, headers, status: response.statusCode, bodyAsText: await response.body.text() };
    },
  };
}
