// The requests that the client of a key vault sends through its library's pipeline, to the letter, and what it makes of
// each refusal.
import { describe, expect, onTestFinished, test } from "vitest";
import { CLOUDS } from "../../src/cloud/clouds.js";
import { createVaultClient } from "../../src/cloud/vault.js";
import { GuardError, PermissionError, ServiceError, SignInError, UsageError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { fixedCredential } from "../support/fixed-credential.js";
import { manualClock } from "../support/manual-clock.js";
import { answering, type Recorded, type Reply, recordHosts } from "../support/recorded-hosts.js";
import { transportUnderTest } from "../support/transport-under-test.js";

recordHosts();

const TAGS = { "aadc-cloud-upn": "svc@contoso.example" };
const BUNDLE = {
  value: "s3cret",
  id: "https://kv-one.vault.azure.net/secrets/svc/0123456789abcdef0123456789abcdef",
  attributes: { enabled: true, created: 1, updated: 1, recoveryLevel: "Recoverable+Purgeable" },
  tags: TAGS,
};

function vault(replies: readonly Reply[] | ((request: Recorded) => Reply), credential = fixedCredential()) {
  const requests = answering("https://kv-one.vault.azure.net", replies);
  const clock = manualClock();
  const transport = transportUnderTest({ clock });
  onTestFinished(() => transport.close());
  return { requests, clock, credential, client: createVaultClient(CLOUDS.public, "kv-one", credential, transport) };
}

const refusal = (status: number, code: string, inner?: string, message = "no") => ({
  status,
  body: { error: { code, message, ...(inner === undefined ? {} : { innererror: { code: inner } }) } },
});

test("a secret is set in one request, with the vault's own token, tags and text", async () => {
  const { requests, credential, client } = vault([{ body: BUNDLE }]);
  await client.set("svc", { value: "s3cret", tags: TAGS, expires: new Date("2026-08-07T20:00:00Z") });
  expect(requests).toMatchObject([
    {
      method: "PUT",
      host: "kv-one.vault.azure.net",
      path: "/secrets/svc?api%2Dversion=2025-07-01",
      body: {
        value: "s3cret",
        contentType: "text/plain",
        tags: TAGS,
        attributes: { exp: Date.parse("2026-08-07T20:00:00Z") / 1000 },
      },
      headers: { authorization: "Bearer token-1", "content-type": "application/json" },
    },
  ]);
  expect(requests).toHaveLength(1);
  expect(credential.asked.map(({ scopes }) => [scopes].flat())).toEqual([["https://vault.azure.net/.default"]]);
});

test("a secret is read with its tags; one that is not there is null", async () => {
  const { requests, client } = vault([
    { body: BUNDLE },
    { body: { ...BUNDLE, tags: undefined } },
    refusal(404, "SecretNotFound"),
  ]);
  expect(await client.read("svc")).toEqual({ value: "s3cret", tags: TAGS });
  expect(await client.read("svc")).toEqual({ value: "s3cret", tags: {} });
  expect(await client.read("svc")).toBeNull();
  expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual(
    Array(3).fill("GET /secrets/svc/?api%2Dversion=2025-07-01"),
  );
});

test("reads side by side do not disturb each other, and none is sent without a token", async () => {
  const { requests, client } = vault(() => ({ body: BUNDLE }));
  await Promise.all([client.read("svc"), client.set("svc-pass", { value: "v", tags: {} }), client.read("svc-pass")]);
  expect(requests).toHaveLength(3);
  expect(requests.every(({ headers }) => /^Bearer token-\d$/.test(headers["authorization"] ?? ""))).toBe(true);
  expect(requests.find(({ method }) => method === "PUT")?.body).toMatchObject({ value: "v" });
});

test.each([
  [CLOUDS.usgov, "kv-one.vault.usgovcloudapi.net"],
  [CLOUDS.usgovdod, "kv-one.vault.usgovcloudapi.net"],
  [CLOUDS.china, "kv-one.vault.azure.cn"],
])("every cloud has vaults of its own: %o", async (cloud, host) => {
  const requests = answering(`https://${host}`, [{ body: BUNDLE }]);
  const transport = transportUnderTest();
  onTestFinished(() => transport.close());
  const credential = fixedCredential();
  await createVaultClient(cloud, "kv-one", credential, transport).read("svc");
  expect(requests).toHaveLength(1);
  expect(credential.asked[0]?.scopes).toBe(`https://${cloud.keyVault}/.default`);
});

test("throttled, faulty or without an answer: sent again, the same secret", async () => {
  const replies: Reply[] = [
    { ...refusal(429, "Throttled"), headers: { "retry-after": "7" } },
    refusal(500, "InternalServerError"),
    { failure: "ECONNRESET" },
    { body: BUNDLE },
  ];
  const { requests, clock, client } = vault(replies);
  await client.set("svc", { value: "s3cret", tags: TAGS });
  expect(requests.map(({ body }) => (body as { value: string }).value)).toEqual(Array(4).fill("s3cret"));
  expect(clock.sleeps[0]).toBe(7000);
});

test("who sends again is the transport, and nobody besides", async () => {
  const { requests, client } = vault(() => refusal(503, "ServiceUnavailable"));
  expect((await caught(ServiceError, client.read("svc"))).status).toBe(503);
  expect(requests).toHaveLength(6);
});

test("nothing follows a redirection to another place", async () => {
  const elsewhere = answering("https://kv-one.vault.azure.net.example", [{ body: BUNDLE }]);
  const { client } = vault([
    { status: 307, headers: { location: "https://kv-one.vault.azure.net.example/secrets/svc" } },
  ]);
  await expect(client.set("svc", { value: "s3cret", tags: {} })).rejects.toBeInstanceOf(ServiceError);
  expect(elsewhere).toEqual([]);
});

test("a claims challenge is answered with one new token", async () => {
  const claims = Buffer.from('{"access_token":{"nbf":{"essential":true,"value":"1"}}}').toString("base64");
  const challenge = { "www-authenticate": `Bearer error="insufficient_claims", claims="${claims}"` };
  const { requests, credential, client } = vault([{ status: 401, headers: challenge }, { body: BUNDLE }]);
  await client.set("svc", { value: "s3cret", tags: {} });
  expect(requests.map(({ body }) => (body as { value: string }).value)).toEqual(["s3cret", "s3cret"]);
  expect(credential.asked.map((one) => one.claims !== undefined)).toEqual([false, true]);
});

describe("who must act, and what they should do", () => {
  test.each([
    ["ForbiddenByRbac", "vault-access", /Key Vault Secrets Officer/],
    ["ForbiddenByPolicy", "vault-access", /Access policies/],
    ["AccessDenied", "vault-access", /Secrets Officer/],
    ["ForbiddenByFirewall", "vault-firewall", /Networking/],
    ["ForbiddenByConnection", "vault-firewall", /inside of that network/],
  ])("403 %s", async (inner, code, remedy) => {
    const { client } = vault([refusal(403, "Forbidden", inner, "oid=1 has no right")]);
    const error = await caught(PermissionError, client.read("svc"));
    expect(error.code).toBe(code);
    expect(error.remedy).toMatch(remedy);
    expect(error.message).toContain("oid=1 has no right");
  });

  test("a disabled secret, a deleted one, an unknown vault, an expired sign-in, a bad request", async () => {
    const { client } = vault([
      refusal(403, "Forbidden", "SecretDisabled"),
      refusal(409, "Conflict", "ObjectIsDeletedButRecoverable"),
      refusal(404, "VaultNotFound"),
      refusal(401, "Unauthorized"),
      refusal(400, "BadParameter", undefined, "no such parameter"),
    ]);
    const set = () => client.set("svc", { value: "s3cret", tags: {} });
    expect(await caught(GuardError, client.read("svc"))).toMatchObject({ code: "secret-disabled" });
    const deleted = await caught(GuardError, set());
    expect(deleted.code).toBe("secret-deleted");
    expect(deleted.remedy).toContain("az keyvault secret recover --vault-name kv-one --name svc");
    expect(await caught(UsageError, client.read("svc"))).toMatchObject({ code: "vault-not-found" });
    expect(await caught(SignInError, client.read("svc"))).toMatchObject({ code: "Unauthorized" });
    expect((await caught(ServiceError, set())).message).toContain("no such parameter");
  });

  test("a name that no name service knows is no vault's", async () => {
    const { client } = vault(() => ({ failure: "ENOTFOUND" }));
    const error = await caught(UsageError, client.read("svc"));
    expect(error.code).toBe("vault-not-found");
    expect(error.remedy).toContain("az keyvault list");
    expect(error.message).toContain("kv-one");
  });

  test("a vault that does not answer is the service's fault, not the name's", async () => {
    const { client } = vault(() => ({ failure: "ECONNREFUSED" }));
    expect(await caught(ServiceError, client.read("svc"))).toMatchObject({ code: "unreachable" });
  });

  test.each(["AADSTS65001", "AADSTS650057", "consent-required"])("no token for vaults: %s", async (code) => {
    const refused = new PermissionError("Consent is missing.", { code, remedy: "-" });
    const { requests, client } = vault([], fixedCredential(refused));
    const error = await caught(PermissionError, client.read("svc"));
    expect(error.code).toBe("vault-consent");
    expect(error.remedy).toContain("--password-to file:PATH");
    expect(requests).toEqual([]);
  });

  test("an answer that is no JSON is told by its status", async () => {
    const { client } = vault([
      { status: 403, body: "<html>blocked</html>" },
      { status: 200, body: "<html>" },
    ]);
    expect(await caught(PermissionError, client.read("svc"))).toMatchObject({ code: "vault-access" });
    expect(await caught(ServiceError, client.read("svc"))).toBeInstanceOf(ServiceError);
  });
});
