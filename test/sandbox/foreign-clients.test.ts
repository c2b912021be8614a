// Microsoft's own libraries against the sandbox, each as its makers ship it: only where its connections go is ours.
import { writeFileSync } from "node:fs";
import path from "node:path";
import {
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  DeviceCodeCredential,
  ManagedIdentityCredential,
  type TokenCredential,
} from "@azure/identity";
import { Client } from "@microsoft/microsoft-graph-client";
import { createGraphServiceClient, GraphRequestAdapter } from "@microsoft/msgraph-sdk";
import "@microsoft/msgraph-sdk-directory";
import { getGlobalDispatcher, setGlobalDispatcher } from "undici";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { azureHttpClient } from "./azure-http-client.js";
import { claimsOf, signIn } from "./login-browser.js";
import { grantPermissions, startWithTenant } from "./prepared-tenant.js";
import { GRAPH_SCOPE, type TestSandbox, textAt } from "./sandbox-client.js";

const ISSUER = "https://token.actions.githubusercontent.com";
const SUBJECT = "repo:contoso/migration:environment:production";

let sandbox: TestSandbox;
const before = getGlobalDispatcher();

beforeAll(async () => {
  sandbox = await startWithTenant((tenant) => {
    grantPermissions(tenant, ["User-PasswordProfile.ReadWrite.All", "Directory.AccessAsUser.All"]);
    tenant.applications[0]?.federatedIdentityCredentials.push({
      id: "0d6ec0a5-6cf5-4bb4-8cb6-f2b7d1f6f001",
      name: "pipeline",
      issuer: ISSUER,
      subject: SUBJECT,
      audiences: ["api://AzureADTokenExchange"],
      description: null,
    });
  });
  setGlobalDispatcher(sandbox.agent);
});
afterAll(async () => {
  setGlobalDispatcher(before);
  await sandbox.close();
});
afterEach(() => {
  vi.unstubAllEnvs();
});

function firstClient() {
  const [client] = sandbox.info.clients;
  if (client === undefined) throw new Error("no client");
  return client;
}

async function federatedToken(): Promise<string> {
  const json = { issuer: ISSUER, subject: SUBJECT };
  const answer = await sandbox.send("https://graph.microsoft.com/$sandbox/federated-token", { method: "POST", json });
  return textAt(answer.body, "assertion");
}

describe("@azure/identity", () => {
  const credentials: readonly (readonly [string, () => TokenCredential, object])[] = [
    [
      "a client secret",
      () =>
        new ClientSecretCredential(sandbox.info.tenantId, firstClient().clientId, firstClient().clientSecret, {
          httpClient: azureHttpClient(sandbox),
        }),
      { appidacr: "1" },
    ],
    [
      "a client certificate",
      () => {
        const file = path.join(sandbox.dir, "client.pem");
        writeFileSync(file, firstClient().certificate);
        return new ClientCertificateCredential(sandbox.info.tenantId, firstClient().clientId, file, {
          httpClient: azureHttpClient(sandbox),
        });
      },
      { appidacr: "2" },
    ],
    [
      "another issuer's token",
      () =>
        new ClientAssertionCredential(sandbox.info.tenantId, firstClient().clientId, federatedToken, {
          httpClient: azureHttpClient(sandbox),
        }),
      { appidacr: "2" },
    ],
    [
      "a device code",
      () =>
        new DeviceCodeCredential({
          tenantId: sandbox.info.tenantId,
          clientId: firstClient().clientId,
          userPromptCallback: () => undefined,
          httpClient: azureHttpClient(sandbox),
        }),
      { idtyp: "user", amr: ["pwd", "mfa"] },
    ],
    [
      "a managed identity",
      () => {
        vi.stubEnv("IDENTITY_ENDPOINT", "https://localhost/msi/token");
        vi.stubEnv("IDENTITY_HEADER", sandbox.info.managedIdentity?.header ?? "");
        return new ManagedIdentityCredential({ httpClient: azureHttpClient(sandbox) });
      },
      { appidacr: "2", idtyp: "app" },
    ],
  ];

  test.each(credentials)("signs in by %s", async (_, create, claims) => {
    const token = await create().getToken(GRAPH_SCOPE);
    expect(claimsOf(token?.token ?? "")).toMatchObject(claims);
    expect((await sandbox.graph(token?.token ?? "", "/v1.0/organization")).status).toBe(200);
  });

  test("is told by name what is wrong", async () => {
    const credential = new ClientSecretCredential(sandbox.info.tenantId, firstClient().clientId, "made up", {
      httpClient: azureHttpClient(sandbox),
    });
    await expect(credential.getToken(GRAPH_SCOPE)).rejects.toThrow("AADSTS7000215");
  });
});

describe("Microsoft Graph's Kiota client", () => {
  /** Counts how often it was told to bring other claims. */
  function provider(token: (claims: string | undefined) => Promise<string>) {
    const challenges: string[] = [];
    return {
      challenges,
      async authenticateRequest(
        request: { readonly headers: { tryAdd(name: string, value: string): boolean; delete(name: string): boolean } },
        context?: Record<string, unknown>,
      ) {
        const found = context?.["claims"];
        const claims = typeof found === "string" ? Buffer.from(found, "base64").toString() : undefined;
        if (claims !== undefined) challenges.push(claims);
        request.headers.delete("Authorization");
        request.headers.tryAdd("Authorization", `Bearer ${await token(claims)}`);
      },
    };
  }

  test("reads the organization's synchronisation", async () => {
    const client = createGraphServiceClient(new GraphRequestAdapter(provider(() => sandbox.userToken())));
    const found = await client.directory.onPremisesSynchronization.get();
    const [synchronization] = found?.value ?? [];
    expect(synchronization?.id).toBe(sandbox.info.tenantId);
    expect(synchronization?.features?.passwordSyncEnabled).toBeTypeOf("boolean");
  });

  test("answers a claims challenge with a new sign-in", async () => {
    const capability = JSON.stringify({ access_token: { xms_cc: { values: ["cp1"] } } });
    const old = textAt((await signIn(sandbox, { claims: capability })).body, "access_token");
    const user = sandbox.info.users[0]?.userPrincipalName ?? "";
    const passwordProfile = { password: "Another-Passw0rd-of-two-words", forceChangePasswordNextSignIn: false };
    const changed = await sandbox.graph(old, `/v1.0/users/${user}`, { method: "PATCH", json: { passwordProfile } });
    expect(changed.status).toBe(204);
    const given = provider(async (claims) =>
      claims === undefined ? old : textAt((await signIn(sandbox, { claims })).body, "access_token"),
    );
    const client = createGraphServiceClient(new GraphRequestAdapter(given));
    expect((await client.directory.onPremisesSynchronization.get())?.value).toHaveLength(1);
    expect(given.challenges).toHaveLength(1);
    expect(given.challenges[0]).toContain('"nbf"');
  });
});

test("Microsoft Graph's older JavaScript client reads, pages and is told what is wrong", async () => {
  const client = Client.init({ authProvider: (done) => void sandbox.appToken().then((token) => done(null, token)) });
  const page: unknown = await client.api("/users").top(2).select(["id", "displayName"]).get();
  expect(page).toHaveProperty("value.length", 2);
  expect(page).toHaveProperty("@odata.nextLink");
  await expect(client.api("/users/nobody@contoso.com").get()).rejects.toMatchObject({
    statusCode: 404,
    code: "Request_ResourceNotFound",
  });
});
