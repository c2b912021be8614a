import { ResourceManagementClient } from "@azure/arm-resources";
import { createHttpHeaders, createPipelineRequest, type HttpClient } from "@azure/core-rest-pipeline";
import type { Cloud } from "./clouds.js";
import { createServiceClient, type ServiceClient } from "./service-client.js";
import type { Credential } from "./sign-in/credential.js";
import type { Transport } from "./transport.js";

/** Azure Resource Manager at tenant level: requests go through the client's pipeline (token, challenge, headers). */
export function createArmClient(cloud: Cloud, credential: Credential, transport: Transport): ServiceClient {
  const client = new ResourceManagementClient(credential, {
    endpoint: cloud.arm,
    credentialScopes: `${cloud.arm}/.default`,
    httpClient: sendByTransport(transport),
    retryOptions: { maxRetries: 0 },
  });
  return createServiceClient(cloud.arm, async (method, url, body) => {
    const response = await client.sendRequest(
      createPipelineRequest({
        method,
        url,
        headers: createHttpHeaders({ accept: "application/json" }),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    return {
      status: response.status,
      headers: new Headers(response.headers.toJSON()),
      body: response.bodyAsText ?? "",
    };
  });
}

/** The pipeline's last step: our transport, which times out, retries and traces. */
function sendByTransport(transport: Transport): HttpClient {
  return {
    async sendRequest(request) {
      const answer = await transport.send({
        method: request.method,
        url: request.url,
        headers: request.headers.toJSON(),
        ...(typeof request.body === "string" ? { body: request.body } : {}),
        replay: request.method === "GET" ? "always" : "if-not-carried-out",
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
