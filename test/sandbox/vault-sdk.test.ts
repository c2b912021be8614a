// The real @azure/keyvault-secrets against the emulated vault: only the transport is handed another address.
import { createHttpHeaders, type HttpClient } from "@azure/core-rest-pipeline";
import { SecretClient } from "@azure/keyvault-secrets";
import { request } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startWithTenant } from "./prepared-tenant.js";
import type { TestSandbox } from "./sandbox-client.js";

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startWithTenant((tenant) => {
    const principalId = tenant.servicePrincipals.find((one) => one.displayName === "Entra Connect migration")?.id ?? "";
    tenant.vaults = [
      {
        name: "contoso-kv",
        access: [{ principalId, permissions: ["get", "list", "set", "delete", "recover", "purge"] }],
      },
    ];
  });
});
afterAll(() => sandbox.close());

function throughAgent(statuses: number[]): HttpClient {
  return {
    async sendRequest(pipelineRequest) {
      const body = typeof pipelineRequest.body === "string" ? pipelineRequest.body : null;
      const response = await request(pipelineRequest.url, {
        dispatcher: sandbox.agent,
        method: pipelineRequest.method as "GET" | "PUT" | "DELETE" | "POST",
        headers: pipelineRequest.headers.toJSON(),
        body,
      });
      statuses.push(response.statusCode);
      const headers = Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
      );
      const bodyAsText = await response.body.text();
      return { request: pipelineRequest, status: response.statusCode, headers: createHttpHeaders(headers), bodyAsText };
    },
  };
}

test("challenge, token, secret, versions, deletion, recovery", async () => {
  const asked: string[] = [];
  const statuses: number[] = [];
  const client = new SecretClient(
    "https://contoso-kv.vault.azure.net",
    {
      async getToken(scopes) {
        const scope = [scopes].flat().join(" ");
        asked.push(scope);
        return { token: await sandbox.appToken(scope), expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    },
    { httpClient: throughAgent(statuses) },
  );
  const set = await client.setSecret("sync-password", "s3cret", { contentType: "password", tags: { ticket: "CHG-1" } });
  expect(statuses.slice(0, 2)).toEqual([401, 200]);
  expect(asked).toEqual(["https://vault.azure.net/.default"]);
  expect(set.properties).toMatchObject({ name: "sync-password", contentType: "password", enabled: true });
  await client.setSecret("sync-password", "s3cret-2");
  expect((await client.getSecret("sync-password")).value).toBe("s3cret-2");
  expect((await client.getSecret("sync-password", { version: set.properties.version ?? "" })).value).toBe("s3cret");
  const names: string[] = [];
  for await (const one of client.listPropertiesOfSecrets()) names.push(one.name);
  for await (const one of client.listPropertiesOfSecretVersions("sync-password")) names.push(one.version ?? "");
  expect(names).toHaveLength(3);
  const poller = await client.beginDeleteSecret("sync-password", { intervalInMs: 10 });
  expect((await poller.pollUntilDone()).recoveryId).toContain("/deletedsecrets/sync-password");
  await expect(client.getSecret("sync-password")).rejects.toMatchObject({ statusCode: 404, code: "SecretNotFound" });
  const recovery = await client.beginRecoverDeletedSecret("sync-password", { intervalInMs: 10 });
  await recovery.pollUntilDone();
  expect((await client.getSecret("sync-password")).value).toBe("s3cret-2");
});
