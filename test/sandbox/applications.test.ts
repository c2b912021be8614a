// Applications: writing, credentials, owners, trust in other issuers, and what the tenant's policy forbids.
import { createPrivateKey, sign, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSandboxState } from "../../src/sandbox/store/sandbox-store.js";
import { withAllPermissions } from "./all-permissions.js";
import { startWithTenant } from "./prepared-tenant.js";
import { at, GRAPH_SCOPE, listAt, type TestSandbox, textAt } from "./sandbox-client.js";

const VERSIONS = ["/v1.0", "/beta"] as const;
const NOBODY = "00000000-0000-4000-8000-000000000000";
const DAY = 86_400_000;

let sandbox: TestSandbox;
let app: string;
let admin: string;
let adminId: string;
/** The first client's certificate and its key, as PEM. */
let pem: string;
/** In base64, as Graph takes it. */
let key: string;

const get = (where: string, headers = {}, token = app) => sandbox.graph(token, where, { headers });
const post = (where: string, json?: unknown, token = app) => sandbox.graph(token, where, { method: "POST", json });
const patch = (where: string, json: unknown, token = app) => sandbox.graph(token, where, { method: "PATCH", json });
const remove = (where: string, token = app) => sandbox.graph(token, where, { method: "DELETE" });
const codeOf = (answer: { status: number; body: unknown }) => [answer.status, at(answer.body, "error", "code")];
const reference = (id: string) => ({ "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${id}` });
const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();
const create = async (displayName: string, more: object = {}, token = app) =>
  (await post("/v1.0/applications", { displayName, ...more }, token)).body;
const createId = async (displayName: string, more: object = {}, token = app) =>
  textAt(await create(displayName, more, token), "id");
const certificate = () => ({ type: "AsymmetricX509Cert", usage: "Verify", key, displayName: "CN=rolled" });

beforeAll(async () => {
  sandbox = await startWithTenant(withAllPermissions);
  [app, admin] = await Promise.all([sandbox.appToken(), sandbox.userToken()]);
  adminId = textAt((await sandbox.graph(admin, "/v1.0/me")).body, "id");
  pem = sandbox.info.clients[0]?.certificate ?? "";
  key = new X509Certificate(pem.slice(pem.indexOf("-----BEGIN CERTIFICATE-----"))).raw.toString("base64");
});
afterAll(() => sandbox.close());

describe("applications", () => {
  test.each(VERSIONS)("are created, read by both keys, changed and deleted: %s", async (version) => {
    const made = await post(`${version}/applications`, {
      displayName: "Migration",
      isFallbackPublicClient: true,
      publicClient: { redirectUris: ["http://localhost"] },
      requiredResourceAccess: [
        {
          resourceAppId: "00000003-0000-0000-C000-000000000000",
          resourceAccess: [{ id: "e1fe6dd8-ba31-4d61-89e7-88639da4683d", type: "Scope" }],
        },
      ],
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      signInAudience: "AzureADMyOrg",
      isFallbackPublicClient: true,
      publicClient: { redirectUris: ["http://localhost"] },
      keyCredentials: [],
      publisherDomain: "contoso.onmicrosoft.com",
      requiredResourceAccess: [{ resourceAppId: "00000003-0000-0000-c000-000000000000" }],
    });
    const byId = `${version}/applications/${textAt(made.body, "id")}`;
    const byAppId = `${version}/applications(appId='${textAt(made.body, "appId")}')`;
    const notes = { notes: "touched", web: { redirectUris: ["https://localhost/x"] } };
    expect((await patch(byId, { ...notes, tags: ["a"], isFallbackPublicClient: null })).status).toBe(204);
    expect((await patch(byAppId, { description: "d", signInAudience: "AzureADMultipleOrgs" })).status).toBe(204);
    for (const where of [byId, byAppId]) {
      expect((await get(where)).body).toMatchObject({
        ...notes,
        description: "d",
        isFallbackPublicClient: false,
        tags: ["a"],
        signInAudience: "AzureADMultipleOrgs",
      });
    }
    const filter = encodeURIComponent(`appId eq '${textAt(made.body, "appId")}'`);
    const found = await get(`${version}/applications?$filter=${filter}&$select=displayName&$count=true&$top=5`, {
      consistencylevel: "eventual",
    });
    expect([at(found.body, "@odata.count"), at(found.body, "value")]).toEqual([1, [{ displayName: "Migration" }]]);
    expect((await remove(byAppId)).status).toBe(204);
    expect((await get(byId)).status).toBe(404);
    expect((await remove(byId)).status).toBe(404);
    const second = await createId("Second");
    expect((await remove(`${version}/applications/${second}`)).status).toBe(204);
  });

  test.each([
    ["no name", {}],
    ["a number for a name", { displayName: 7 }],
    ["a megabyte of name", { displayName: "x".repeat(1_000_000) }],
    ["an unknown audience", { displayName: "x", signInAudience: "Everybody" }],
    ["an unknown property", { displayName: "x", nonsense: 1 }],
    ["an appId of its own", { displayName: "x", appId: NOBODY }],
    [
      "a permission that is none",
      { displayName: "x", requiredResourceAccess: [{ resourceAppId: "x", resourceAccess: [] }] },
    ],
    ["redirect addresses that are no list", { displayName: "x", web: { redirectUris: "x" } }],
    ["an identifier without a scheme", { displayName: "x", identifierUris: ["nonsense"] }],
    [
      "a key that is no certificate",
      { displayName: "x", keyCredentials: [{ type: "AsymmetricX509Cert", usage: "Verify", key: "AAAA" }] },
    ],
    ["a key of no type", { displayName: "x", keyCredentials: [{ key: "AAAA" }] }],
  ])("%s is refused", async (_, json) => {
    expect(codeOf(await post("/v1.0/applications", json))).toEqual([400, "Request_BadRequest"]);
  });

  test("what is not emulated is answered 501", async () => {
    for (const more of [{ appRoles: [] }, { spa: {} }, { passwordCredentials: [] }]) {
      expect((await post("/v1.0/applications", { displayName: "x", ...more })).status).toBe(501);
    }
  });

  test("deleting one deletes its service principal; both are kept", async () => {
    const made = await create("Short lived");
    const [id, appId] = [textAt(made, "id"), textAt(made, "appId")];
    const principal = textAt((await post("/v1.0/servicePrincipals", { appId })).body, "id");
    expect((await remove(`/v1.0/applications/${id}`)).status).toBe(204);
    expect((await get(`/v1.0/servicePrincipals/${principal}`)).status).toBe(404);
    const { deletedApplications, deletedServicePrincipals } = await savedTenant();
    expect(deletedApplications.map((one) => one.application.id)).toContain(id);
    expect(deletedServicePrincipals.map((one) => one.servicePrincipal.id)).toContain(principal);
  });

  test("identifiers are unique", async () => {
    const identifierUris = ["api://unique"];
    await createId("One", { identifierUris });
    expect((await post("/v1.0/applications", { displayName: "Two", identifierUris })).status).toBe(400);
  });
});

describe("client secrets", () => {
  test.each(VERSIONS)("are told once, work, and stop working: %s", async (version) => {
    const made = await create("Secret");
    const [id, appId] = [textAt(made, "id"), textAt(made, "appId")];
    await post("/v1.0/servicePrincipals", { appId });
    const where = `${version}/applications/${id}`;
    const added = await post(`${where}/addPassword`, { passwordCredential: { displayName: "first" } });
    expect(added.status).toBe(200);
    const [secret, keyId] = [textAt(added.body, "secretText"), textAt(added.body, "keyId")];
    expect(secret).toMatch(/^[\w~.-]{3}8Q~[\w~.-]{34}$/u);
    expect(at(added.body, "hint")).toBe(secret.slice(0, 3));
    const years = Date.parse(textAt(added.body, "endDateTime")) - Date.parse(textAt(added.body, "startDateTime"));
    expect(Math.round(years / DAY / 365)).toBe(2);
    expect(at((await get(where)).body, "passwordCredentials")).toMatchObject([
      { keyId, displayName: "first", hint: secret.slice(0, 3), secretText: null },
    ]);
    expect(await tokenStatus(appId, secret)).toBe(200);
    expect(readFileSync(path.join(sandbox.dir, "requests.jsonl"), "utf8")).not.toContain(secret);
    expect((await post(`${where}/removePassword`, { keyId: keyId.toUpperCase() })).status).toBe(204);
    expect((await post(`${where}/removePassword`, { keyId })).status).toBe(400);
    expect(await tokenStatus(appId, secret)).toBe(401);
  });

  test.each([
    ["an end before the start", { passwordCredential: { startDateTime: inDays(2), endDateTime: inDays(1) } }],
    ["an end in the past", { passwordCredential: { startDateTime: inDays(-9), endDateTime: inDays(-1) } }],
    ["no time", { passwordCredential: { endDateTime: "tomorrow" } }],
    ["a secret of one's own", { passwordCredential: { secretText: "x" } }],
    ["a list", []],
  ])("%s is refused", async (_, json) => {
    const id = await createId("Wrong");
    expect((await post(`/v1.0/applications/${id}/addPassword`, json)).status).toBe(400);
  });

  test("no body is needed", async () => {
    expect((await post(`/v1.0/applications/${await createId("Bare")}/addPassword`)).status).toBe(200);
    expect((await post(`/v1.0/applications/${NOBODY}/addPassword`)).status).toBe(404);
  });
});

describe("certificates", () => {
  test("replace all others at once; the key is shown for one application that is asked for it", async () => {
    const id = await createId("Certified", { keyCredentials: [certificate()] });
    const where = `/v1.0/applications/${id}`;
    const [credential] = listAt((await get(where)).body, "keyCredentials");
    expect(credential).toMatchObject({
      key: null,
      type: "AsymmetricX509Cert",
      usage: "Verify",
      displayName: "CN=rolled",
    });
    expect(textAt(credential, "customKeyIdentifier")).toMatch(/^[0-9A-F]{40}$/u);
    const selected = await get(`${where}?$select=keyCredentials`);
    expect(textAt(selected.body, "keyCredentials", 0, "key")).toBe(key);
    const filter = encodeURIComponent(`id eq '${id}'`);
    const list = await get(`/v1.0/applications?$select=keyCredentials&$filter=${filter}`);
    expect(at(list.body, "value", 0, "keyCredentials", 0, "key")).toBeNull();
    const kept = { keyId: textAt(credential, "keyId") };
    expect(
      (await patch(where, { keyCredentials: [{ ...certificate(), key: null, ...kept }, certificate()] })).status,
    ).toBe(204);
    expect(listAt((await get(where)).body, "keyCredentials")).toHaveLength(2);
    expect((await patch(where, { keyCredentials: [] })).status).toBe(204);
    expect(listAt((await get(where)).body, "keyCredentials")).toEqual([]);
  });

  test("end with the certificate at the latest", async () => {
    const late = { ...certificate(), endDateTime: inDays(20_000) };
    const early = { ...certificate(), startDateTime: inDays(-20_000) };
    const answers = [late, early].map((one) =>
      post("/v1.0/applications", { displayName: "x", keyCredentials: [one] }).then(codeOf),
    );
    expect(await Promise.all(answers)).toEqual([
      [400, "KeyCredentialsInvalidEndDate"],
      [400, "KeyCredentialsInvalidStartDate"],
    ]);
  });

  test.each(VERSIONS)("are rolled by whoever proves to have the old key: %s", async (version) => {
    const id = await createId("Rolled", { keyCredentials: [certificate()] });
    const where = `${version}/applications/${id}`;
    const added = await post(`${where}/addKey`, {
      keyCredential: certificate(),
      passwordCredential: null,
      proof: proof(id),
    });
    expect([added.status, at(added.body, "key")]).toEqual([200, null]);
    const keyId = textAt(added.body, "keyId");
    expect(listAt((await get(where)).body, "keyCredentials")).toHaveLength(2);
    expect((await post(`${where}/removeKey`, { keyId, proof: proof(id, { alg: "PS256" }) })).status).toBe(204);
    expect((await post(`${where}/removeKey`, { keyId, proof: proof(id) })).status).toBe(400);
    expect(listAt((await get(where)).body, "keyCredentials")).toHaveLength(1);
  });

  test.each([
    ["for another application", { iss: NOBODY }],
    ["for another audience", { aud: "https://graph.microsoft.com" }],
    ["that has expired", { nbf: -4000, exp: -3500 }],
    ["that comes too early", { nbf: 4000, exp: 4500 }],
    ["that serves for an hour", { exp: 3600 }],
    ["with a changed content", { forged: true }],
    ["without a signature", { alg: "none" }],
  ])("a proof %s is none", async (_, change) => {
    const id = await createId("Proven", { keyCredentials: [certificate()] });
    const answer = await post(`/v1.0/applications/${id}/addKey`, {
      keyCredential: certificate(),
      proof: proof(id, change),
    });
    expect(codeOf(answer)).toEqual([401, "Authentication_MissingOrMalformed"]);
  });

  test("an application without certificates cannot roll them", async () => {
    const id = await createId("Bare");
    const answer = await post(`/v1.0/applications/${id}/addKey`, { keyCredential: certificate(), proof: proof(id) });
    expect(answer.status).toBe(401);
  });
});

describe("owners", () => {
  test.each(VERSIONS)("are added and removed by reference: %s", async (version) => {
    const where = `${version}/applications/${await createId("Owned")}/owners`;
    expect(listAt((await get(where)).body, "value")).toMatchObject([
      { "@odata.type": "#microsoft.graph.servicePrincipal" },
    ]);
    expect((await post(`${where}/$ref`, reference(adminId))).status).toBe(204);
    expect((await post(`${where}/$ref`, reference(adminId))).status).toBe(400);
    expect((await post(`${where}/$ref`, reference(NOBODY))).status).toBe(404);
    expect(listAt((await get(`${where}?$select=id`)).body, "value")).toHaveLength(2);
    expect((await remove(`${where}/${adminId}/$ref`)).status).toBe(204);
    expect((await remove(`${where}/${adminId}/$ref`)).status).toBe(404);
  });

  test("an application with OwnedBy writes what it has made, and nothing else", async () => {
    const limited = await startWithTenant((tenant) => {
      withAllPermissions(tenant, ["Application.ReadWrite.All", "Directory.ReadWrite.All"]);
    });
    const token = await limited.appToken();
    const json = { displayName: "Mine" };
    const mine = textAt((await limited.graph(token, "/v1.0/applications", { method: "POST", json })).body, "id");
    const all = listAt((await limited.graph(token, "/v1.0/applications")).body, "value").map((one) =>
      textAt(one, "id"),
    );
    const other = all.find((id) => id !== mine) ?? "";
    const statuses = [mine, other].map(
      async (id) => (await limited.graph(token, `/v1.0/applications/${id}`, { method: "PATCH", json })).status,
    );
    expect(await Promise.all(statuses)).toEqual([204, 403]);
    await limited.close();
  });

  test("a user without a role writes what they have made", async () => {
    const limited = await startWithTenant((tenant) => {
      withAllPermissions(tenant);
      const admins = tenant.users.filter((one) => one.userPrincipalName.startsWith("admin@")).map((one) => one.id);
      tenant.roleAssignments = tenant.roleAssignments.filter((one) => !admins.includes(one.principalId));
    });
    const [user, token] = await Promise.all([limited.userToken(), limited.appToken()]);
    const make = async (who: string) =>
      textAt(
        (await limited.graph(who, "/v1.0/applications", { method: "POST", json: { displayName: "x" } })).body,
        "id",
      );
    const [own, other] = [await make(user), await make(token)];
    const change = async (id: string) =>
      (await limited.graph(user, `/v1.0/applications/${id}`, { method: "PATCH", json: { notes: "x" } })).status;
    expect([await change(own), await change(other)]).toEqual([204, 403]);
    await limited.close();
  });
});

describe("federated identity credentials", () => {
  const github = (name: string, subject = `repo:contoso/${name}`) => ({
    name,
    issuer: "https://token.actions.githubusercontent.com",
    subject,
    audiences: ["api://AzureADTokenExchange"],
  });

  test.each(VERSIONS)("are created, read by id or name, changed and deleted: %s", async (version) => {
    const where = `${version}/applications/${await createId("Federated")}/federatedIdentityCredentials`;
    const made = await post(where, github("main"));
    expect([made.status, at(made.body, "description")]).toEqual([201, null]);
    expect((await post(where, github("main", "another"))).status).toBe(409);
    expect((await post(where, github("copy", "repo:contoso/main"))).status).toBe(409);
    expect((await patch(`${where}/${textAt(made.body, "id")}`, { subject: "repo:contoso/next" })).status).toBe(204);
    expect((await patch(`${where}/main`, { name: "other" })).status).toBe(400);
    expect((await get(`${where}/main`)).body).toMatchObject({ subject: "repo:contoso/next" });
    const filter = encodeURIComponent("name eq 'main'");
    expect(listAt((await get(`${where}?$filter=${filter}&$select=name`)).body, "value")).toHaveLength(1);
    expect((await remove(`${where}/main`)).status).toBe(204);
    expect((await get(`${where}/main`)).status).toBe(404);
  });

  test("are twenty at most", async () => {
    const where = `/v1.0/applications/${await createId("Many")}/federatedIdentityCredentials`;
    for (let count = 0; count < 20; count += 1) expect((await post(where, github(`branch-${count}`))).status).toBe(201);
    expect((await post(where, github("one-more"))).status).toBe(400);
  });

  test.each([
    ["no audience", { audiences: [] }],
    ["two audiences", { audiences: ["a", "b"] }],
    ["an issuer that is no address", { issuer: "github" }],
    ["a name with a space", { name: "a b c" }],
    ["no subject", { subject: undefined }],
    ["a subject of 601 characters", { subject: "x".repeat(601) }],
  ])("%s is refused", async (_, change) => {
    const where = `/v1.0/applications/${await createId("Wrong")}/federatedIdentityCredentials`;
    expect((await post(where, { ...github("main"), ...change })).status).toBe(400);
  });
});

describe("the app management policy", () => {
  const where = "/v1.0/policies/defaultAppManagementPolicy";
  const restrict = (applicationRestrictions: object, isEnabled = true) =>
    patch(where, { isEnabled, applicationRestrictions });
  const lifetime = (days: number) => ({ passwordCredential: { endDateTime: inDays(days) } });

  test.each(VERSIONS)("is read and changed: %s", async (version) => {
    const both = `${version}/policies/defaultAppManagementPolicy`;
    expect((await get(both)).body).toMatchObject({ isEnabled: false, applicationRestrictions: { keyCredentials: [] } });
    expect((await patch(both, { isEnabled: false })).status).toBe(204);
  });

  test("forbids secrets, or those that live long, for applications made after a time", async () => {
    const id = await createId("Restricted");
    const add = async (json: object) => codeOf(await post(`/v1.0/applications/${id}/addPassword`, json));
    await restrict({ passwordCredentials: [{ restrictionType: "passwordLifetime", maxLifetime: "P90D" }] });
    expect(await add(lifetime(100))).toEqual([400, "CredentialInvalidLifetimeAsPerAppPolicy"]);
    expect(await add({})).toEqual([400, "CredentialInvalidLifetimeAsPerAppPolicy"]);
    expect(await add(lifetime(80))).toEqual([200, undefined]);
    const addition = { restrictionType: "passwordAddition", maxLifetime: null };
    await restrict({ passwordCredentials: [{ ...addition, restrictForAppsCreatedAfterDateTime: inDays(1) }] });
    expect(await add({})).toEqual([200, undefined]);
    await restrict({ passwordCredentials: [{ ...addition, restrictForAppsCreatedAfterDateTime: inDays(-1) }] });
    expect(await add(lifetime(1))).toEqual([400, "CredentialTypeNotAllowedAsPerAppPolicy"]);
    await restrict({ passwordCredentials: [{ ...addition, state: "disabled" }] });
    expect(await add({})).toEqual([200, undefined]);
    await restrict({ keyCredentials: [{ restrictionType: "asymmetricKeyLifetime", maxLifetime: "P1D" }] });
    const certified = await patch(`/v1.0/applications/${id}`, { keyCredentials: [certificate()] });
    expect(codeOf(certified)).toEqual([400, "CredentialInvalidLifetimeAsPerAppPolicy"]);
    await restrict({}, false);
    expect((await patch(`/v1.0/applications/${id}`, { keyCredentials: [certificate()] })).status).toBe(204);
  });

  test.each([
    ["no duration", [{ restrictionType: "passwordLifetime", maxLifetime: "long" }]],
    ["no lifetime", [{ restrictionType: "passwordLifetime" }]],
    ["a lifetime where none belongs", [{ restrictionType: "passwordAddition", maxLifetime: "P1D" }]],
    ["an unknown restriction", [{ restrictionType: "nonsense" }]],
    ["no list", {}],
  ])("%s is refused", async (_, passwordCredentials) => {
    expect((await restrict({ passwordCredentials })).status).toBe(400);
  });
});

interface ProofChange {
  readonly aud?: string;
  readonly iss?: string;
  /** Seconds from now. */
  readonly nbf?: number;
  readonly exp?: number;
  readonly alg?: string;
  readonly forged?: boolean;
}

/** A proof of possession, signed with the first client's key. */
function proof(
  applicationId: string,
  { aud, iss, nbf = 0, exp, alg = "RS256", forged = false }: ProofChange = {},
): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = {
    aud: aud ?? "00000002-0000-0000-c000-000000000000",
    iss: iss ?? applicationId,
    nbf: now + nbf,
    exp: now + (exp ?? nbf + 600),
  };
  const content = `${encode({ alg, typ: "JWT" })}.${encode(claims)}`;
  const privateKey = createPrivateKey(pem);
  const options = alg === "PS256" ? { key: privateKey, padding: 6, saltLength: 32 } : privateKey;
  const signature = alg === "none" ? "" : sign("sha256", Buffer.from(content), options).toString("base64url");
  return forged ? `${content.slice(0, -4)}AAAA.${signature}` : `${content}.${signature}`;
}

async function tokenStatus(appId: string, secret: string): Promise<number> {
  const form = { grant_type: "client_credentials", client_id: appId, client_secret: secret, scope: GRAPH_SCOPE };
  const url = `https://login.microsoftonline.com/${sandbox.info.tenantId}/oauth2/v2.0/token`;
  return (await sandbox.send(url, { method: "POST", form })).status;
}

/** As the folder holds it: every change is in its log before it is answered. */
async function savedTenant() {
  const tenant = (await readSandboxState(sandbox.dir))?.state.tenants[0];
  if (tenant === undefined) throw new Error("The folder holds no tenant.");
  return tenant;
}
