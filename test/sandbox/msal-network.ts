// MSAL's own transport, connected to the sandbox.
import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from "@azure/msal-node";
import { request } from "undici";
import type { TestClient } from "./sandbox-client.js";

export function loopbackNetwork(sandbox: Pick<TestClient, "agent">): INetworkModule {
  async function send(method: "GET" | "POST", url: string, options: NetworkRequestOptions = {}) {
    const response = await request(url, {
      dispatcher: sandbox.agent,
      method,
      headers: options.headers ?? {},
      body: options.body ?? null,
    });
    const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
    return { headers, body: await response.body.json(), status: response.statusCode };
  }
  return {
    sendGetRequestAsync: async <T>(url: string, options?: NetworkRequestOptions) =>
      (await send("GET", url, options)) as NetworkResponse<T>,
    sendPostRequestAsync: async <T>(url: string, options?: NetworkRequestOptions) =>
      (await send("POST", url, options)) as NetworkResponse<T>,
  };
}
