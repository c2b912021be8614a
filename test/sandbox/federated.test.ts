// Workload identity federation: another issuer's token in the place of a secret.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessClaims, tokenRequest } from "./login-browser.js";
import { startWithTenant } from "./prepared-tenant.js";
import { at, GRAPH_SCOPE, type TestSandbox, textAt } from "./sandbox-client.js";

const ISSUER = "https://token.actions.githubusercontent.com";
const SUBJECT = "repo:contoso/migration:environment:production";
const AUDIENCE = "api://AzureADTokenExchange";

let sandbox: TestSandbox;
let now = Date.now();

beforeAll(async () => {
  sandbox = await startWithTenant(
    (tenant) => {
      tenant.applications[0]?.federatedIdentityCredentials.push({
        id: "0d6ec0a5-6cf5-4bb4-8cb6-f2b7d1f6f001",
        name: "pipeline",
        issuer: ISSUER,
        subject: SUBJECT,
        audiences: [AUDIENCE],
        description: null,
      });
    },
    { wallClock: () => now },
  );
});
afterAll(() => sandbox.close());

async function federatedToken(change: Readonly<Record<string, string>> = {}): Promise<string> {
  const json = { issuer: ISSUER, subject: SUBJECT, ...change };
  const answer = await sandbox.send("https://graph.microsoft.com/$sandbox/federated-token", { method: "POST", json });
  return textAt(answer.body, "assertion");
}

function redeem(client_assertion: string, client = 0) {
  return tokenRequest(sandbox, {
    grant_type: "client_credentials",
    client_id: sandbox.info.clients[client]?.clientId ?? "",
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion,
    scope: GRAPH_SCOPE,
  });
}

describe("a federated token", () => {
  test("serves as the application whose credential it matches", async () => {
    const answer = await redeem(await federatedToken());
    expect(accessClaims(answer)).toMatchObject({ appid: sandbox.info.clients[0]?.clientId, appidacr: "2" });
  });

  test.each([
    ["another issuer", { issuer: "https://gitlab.com" }, 700211],
    ["another subject", { subject: "repo:contoso/migration:environment:test" }, 700213],
    ["another case of the subject", { subject: SUBJECT.toUpperCase() }, 700213],
    ["another audience", { audience: "https://example.com" }, 700212],
  ])("of %s is refused", async (_, change, number) => {
    const answer = await redeem(await federatedToken(change));
    expect([answer.status, at(answer.body, "error_codes", 0)]).toEqual([401, number]);
  });

  test("is refused by an application without such credentials, when it is forged, and after its end", async () => {
    const token = await federatedToken();
    expect(at((await redeem(token, 1)).body, "error_codes", 0)).toBe(70021);
    expect(at((await redeem(`${token.slice(0, -8)}AAAAAAAA`)).body, "error_codes", 0)).toBe(50013);
    now += 20 * 60_000;
    expect(at((await redeem(token)).body, "error_codes", 0)).toBe(700024);
  });

  test("is made only of texts", async () => {
    const url = "https://graph.microsoft.com/$sandbox/federated-token";
    const answer = await sandbox.send(url, { method: "POST", json: { issuer: 1, subject: SUBJECT } });
    expect(answer.status).toBe(400);
  });
});
