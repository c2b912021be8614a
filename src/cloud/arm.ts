import { ResourceManagementClient } from "@azure/arm-resources";
import {
  bearerTokenAuthenticationPolicyName,
  createHttpHeaders,
  createPipelineRequest,
} from "@azure/core-rest-pipeline";
import { bearerSend } from "./bearer-send.js";
import type { Cloud } from "./clouds.js";
import { pipelineEnd } from "./pipeline-end.js";
import { createServiceClient, type Send, type ServiceClient } from "./service-client.js";
import type { Credential } from "./sign-in/credential.js";
import type { Transport } from "./transport.js";

/**
 * Azure Resource Manager at tenant level: requests go through the client's pipeline, save for the token. The pipeline's own
 * step would answer a challenge twice over, for each request by itself, and keep tokens that the credential has renewed.
 */
export function createArmClient(cloud: Cloud, credential: Credential, transport: Transport): ServiceClient {
  const client = new ResourceManagementClient(credential, {
    endpoint: cloud.arm,
    httpClient: pipelineEnd(bearerSend(credential, `${cloud.arm}/.default`, transport), (method) =>
      method === "GET" ? "always" : "if-not-carried-out",
    ),
    retryOptions: { maxRetries: 0 },
  });
  client.pipeline.removePolicy({ name: bearerTokenAuthenticationPolicyName });
  const send: Send = async (method, url, body) => {
    const response = await client.sendRequest(
      createPipelineRequest({
        method,
        url,
        headers: createHttpHeaders({
          accept: "application/json",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        }),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    return {
      status: response.status,
      headers: new Headers(response.headers.toJSON()),
      body: response.bodyAsText ?? "",
    };
  };
  return createServiceClient(cloud.arm, send, credential.kind);
}
