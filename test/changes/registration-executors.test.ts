import { describe, expect, test } from "vitest";
import {
  grantAppRoleExecutor,
  grantScopesExecutor,
  revokeAppRoleExecutor,
  revokeScopesExecutor,
} from "../../src/changes/consent-executors.js";
import {
  addCertificateExecutor,
  addFederatedCredentialExecutor,
} from "../../src/changes/registration-credential-executors.js";
import {
  createApplicationExecutor,
  createServicePrincipalExecutor,
  deleteApplicationExecutor,
  updateApplicationExecutor,
} from "../../src/changes/registration-executors.js";
import { createLookup } from "../../src/changes/registration-lookup.js";
import { ServiceError } from "../../src/shapes/errors.js";
import type { ApplicationForm } from "../../src/shapes/registration-change.js";
import { caught } from "../support/caught.js";
import { type Canned, cannedService, json, type Sent } from "../tenant/canned-service.js";

const OF = { uniqueName: "aadc-cloud-register-app-x", name: "x" };
const COMMON = { summary: "do it", reversible: true };
const ACCESS = [
  {
    resourceAppId: "00000003-0000-0000-c000-000000000000",
    resourceAccess: [
      { id: "b", type: "Scope" as const },
      { id: "a", type: "Scope" as const },
    ],
  },
];
const FORM: ApplicationForm = {
  signInAudience: "AzureADMyOrg",
  publicClient: true,
  redirectUris: ["http://localhost"],
  permissions: ["Microsoft Graph: User.Read.All"],
  requiredResourceAccess: ACCESS,
};
const CERTIFICATE = {
  displayName: "CN=x",
  thumbprint: "AB12",
  der: "REVS",
  startDateTime: "2026-11-22T10:00:00.000Z",
  endDateTime: "2027-11-22T10:00:00.000Z",
};
const KEY = {
  type: "AsymmetricX509Cert",
  usage: "Verify",
  key: "REVS",
  displayName: "CN=x",
  startDateTime: CERTIFICATE.startDateTime,
  endDateTime: CERTIFICATE.endDateTime,
};
const BODY = {
  signInAudience: "AzureADMyOrg",
  isFallbackPublicClient: true,
  publicClient: { redirectUris: ["http://localhost"] },
  requiredResourceAccess: ACCESS,
};
/** As Graph shows it: ids in capitals, in another order. */
const WIRE = {
  id: "object-1",
  appId: "client-1",
  displayName: "x",
  ...BODY,
  requiredResourceAccess: [
    {
      resourceAppId: "00000003-0000-0000-C000-000000000000",
      resourceAccess: [
        { id: "A", type: "Scope" },
        { id: "B", type: "Scope" },
      ],
    },
  ],
  keyCredentials: [{ keyId: "k-1", customKeyIdentifier: "AB12", key: null }],
};
const KNOWN = { id: "object-1", appId: "client-1" };

const says = (text: string): unknown => expect.stringContaining(text);
/** Whatever image there is besides. */
const BEFORE: unknown = expect.objectContaining({ at: "before" });
const AFTER: unknown = expect.objectContaining({ at: "after" });
const OTHER = (text: string): unknown => expect.objectContaining({ at: "other", what: says(text) });

/** A tenant that answers by the beginning of the address; every write is done. */
function tenant(answers: Readonly<Record<string, Canned>>) {
  return cannedService(({ method, address }) => {
    if (method !== "GET") return { status: 204 };
    const [, found] =
      Object.entries(answers)
        .sort(([a], [b]) => b.length - a.length)
        .find(([start]) => address.startsWith(start)) ?? [];
    return found;
  });
}
const writesOf = (sent: readonly Sent[]) =>
  sent.filter(({ method }) => method !== "GET").map(({ method, encoded, body }) => [method, encoded, body]);

describe("an application", () => {
  const change = {
    ...COMMON,
    kind: "create-application" as const,
    target: OF,
    before: null,
    after: { ...FORM, tags: ["aadc-cloud"], certificate: { file: "x.pem", thumbprint: null, days: 365 } },
  };

  test("is created with exactly this, and never with a private key", async () => {
    const { client, sent } = tenant({});
    await createApplicationExecutor(client, createLookup(client, null), () => CERTIFICATE).send(change);
    expect(writesOf(sent)).toEqual([
      [
        "POST",
        "/v1.0/applications",
        {
          displayName: "x",
          uniqueName: OF.uniqueName,
          tags: ["aadc-cloud"],
          notes: says("aadc-cloud"),
          ...BODY,
          keyCredentials: [KEY],
        },
      ],
    ]);
    const people = { ...change, after: { ...change.after, certificate: null } };
    await createApplicationExecutor(client, createLookup(client, null), () => null).send(people);
    expect(writesOf(sent)[1]?.[2]).not.toHaveProperty("keyCredentials");
  });

  test.each<[string, readonly unknown[], unknown]>([
    ["not there", [], BEFORE],
    ["there, with our certificate", [WIRE], AFTER],
    [
      "there, with another certificate",
      [{ ...WIRE, keyCredentials: [{ keyId: "k", customKeyIdentifier: "EE" }] }],
      OTHER("object-1"),
    ],
    ["there, with other permissions", [{ ...WIRE, requiredResourceAccess: [] }], OTHER("")],
    ["there, for everybody", [{ ...WIRE, signInAudience: "AzureADMultipleOrgs" }], OTHER("")],
  ])("is seen %s", async (_what, value, sight) => {
    const { client } = tenant({ "/v1.0/applications?": json({ value }) });
    const executor = createApplicationExecutor(client, createLookup(client, null), () => CERTIFICATE);
    expect(await executor.look([change])).toEqual([sight]);
  });

  test("whose name a deleted one holds is refused with what to do; that refusal may also be lag", async () => {
    const error = { code: "Request_BadRequest", message: "Taken.", details: [{ code: "ObjectConflict" }] };
    const { client } = cannedService(() => ({ status: 400, body: { error } }));
    const executor = createApplicationExecutor(client, createLookup(client, null), () => null);
    const refused = await caught(ServiceError, executor.send(change));
    expect(refused).toMatchObject({ status: 400, remedy: says("--name"), requestId: "r-1" });
    expect(executor.isLag(refused)).toBe(true);
    expect(executor.isLag(new ServiceError("x", { code: "x", remedy: "", status: 400 }))).toBe(false);
  });

  test("is updated with the form alone, and looked at by it alone", async () => {
    const before = { ...FORM, publicClient: false };
    const update = {
      ...COMMON,
      kind: "update-application" as const,
      target: { ...OF, applicationId: "a/b" },
      before,
      after: FORM,
    };
    const see = async (wire: object) => {
      const { client } = tenant({ "/v1.0/applications/a/b": json({ ...WIRE, displayName: "renamed", ...wire }) });
      return (await updateApplicationExecutor(client).look([update]))[0];
    };
    const { client, sent } = tenant({});
    await updateApplicationExecutor(client).send(update);
    expect(writesOf(sent)).toEqual([["PATCH", "/v1.0/applications/a%2Fb", BODY]]);
    expect(await see({})).toEqual(AFTER);
    expect(await see({ isFallbackPublicClient: false })).toEqual(BEFORE);
    expect(await see({ publicClient: { redirectUris: [] } })).toEqual(OTHER("another"));
    expect(await updateApplicationExecutor(client).look([update])).toEqual([OTHER("gone")]);
  });

  test("is deleted, and gone only when its service principal is, too", async () => {
    const removal = {
      ...COMMON,
      kind: "delete-application" as const,
      target: { ...OF, applicationId: "object-1", appId: "client-1" },
      before: null,
      after: null,
    };
    const look = async (answers: Readonly<Record<string, Canned>>) =>
      deleteApplicationExecutor(tenant(answers).client).look([removal]);
    const principal = { "/v1.0/servicePrincipals(": json({ id: "p" }) };
    expect(await look({ "/v1.0/applications/": json(WIRE), ...principal })).toEqual([BEFORE]);
    expect(await look(principal)).toEqual([BEFORE]);
    expect(await look({})).toEqual([AFTER]);
    const { client, sent } = tenant({});
    await deleteApplicationExecutor(client).send(removal);
    expect(writesOf(sent)).toEqual([["DELETE", "/v1.0/applications/object-1", undefined]]);
  });
});

describe("a certificate", () => {
  const change = {
    ...COMMON,
    kind: "add-certificate" as const,
    target: { ...OF, applicationId: "object-1" },
    before: { certificates: ["EE99"] },
    after: { certificate: { file: "x.pem", thumbprint: "AB12", days: 365 } },
  };
  const others = [{ keyId: "k-9", customKeyIdentifier: "EE99", key: "T1RIRVI=", type: "AsymmetricX509Cert" }];
  const executorOn = (keyCredentials: readonly unknown[]) => {
    const { client, sent } = tenant({ "/v1.0/applications/": json({ ...WIRE, keyCredentials }) });
    return { executor: addCertificateExecutor(client, () => CERTIFICATE), sent };
  };

  test("is added beside those that are there, which are handed back as they were", async () => {
    const { executor, sent } = executorOn(others);
    expect(await executor.look([change])).toEqual([BEFORE]);
    await executor.send(change);
    expect(writesOf(sent)).toEqual([["PATCH", "/v1.0/applications/object-1", { keyCredentials: [...others, KEY] }]]);
  });

  test("is seen there, and so is that somebody changed the others", async () => {
    expect(await executorOn(WIRE.keyCredentials).executor.look([change])).toEqual([AFTER]);
    expect(await executorOn([]).executor.look([change])).toEqual([OTHER("certificates")]);
  });
});

describe("a service principal", () => {
  const change = {
    ...COMMON,
    kind: "create-service-principal" as const,
    target: OF,
    before: null,
    after: { accountEnabled: true as const },
  };

  test("is created for an application that was made a moment ago, once that is seen", async () => {
    const { client, sent } = tenant({ "/v1.0/applications?": json({ value: [WIRE] }) });
    const executor = createServicePrincipalExecutor(client, createLookup(client, null));
    await executor.send(change);
    expect(writesOf(sent)).toEqual([["POST", "/v1.0/servicePrincipals", { appId: "client-1" }]]);

    const unseen = tenant({ "/v1.0/applications?": json({ value: [] }) });
    const early = createServicePrincipalExecutor(unseen.client, createLookup(unseen.client, null));
    const error = await caught(ServiceError, early.send(change));
    expect(early.isLag(error)).toBe(true);
    expect(writesOf(unseen.sent)).toEqual([]);
  });

  test.each([
    [404, ["Request_ResourceNotFound"], true],
    [400, ["Request_BadRequest", "NoBackingApplicationObject"], true],
    [409, ["Request_MultipleObjectsWithSameKeyValue"], false],
    [429, [], false],
  ])("status %i %j is lag: %s", (status, serviceCodes, isLag) => {
    const { client } = tenant({});
    const error = new ServiceError("x", { code: "x", remedy: "", status, serviceCodes });
    expect(createServicePrincipalExecutor(client, createLookup(client, null)).isLag(error)).toBe(isLag);
  });
});

test("trust in another issuer is sent as it was planned, and seen by issuer, subject and audience", async () => {
  const after = { name: "n", issuer: "https://i", subject: "s", audiences: ["a"] };
  const change = { ...COMMON, kind: "add-federated-credential" as const, target: OF, before: null, after };
  const look = async (...value: readonly unknown[]) => {
    const { client } = tenant({
      "/v1.0/applications/object-1": json(WIRE),
      "/v1.0/applications/object-1/federatedIdentityCredentials": json({ value }),
    });
    return addFederatedCredentialExecutor(client, createLookup(client, KNOWN)).look([change]);
  };
  expect(await look()).toEqual([BEFORE]);
  expect(await look({ ...after, name: "another name" })).toEqual([AFTER]);
  expect(await look({ ...after, audiences: ["b"] })).toEqual([OTHER("audience")]);
  const { client, sent } = tenant({ "/v1.0/applications/object-1": json(WIRE) });
  await addFederatedCredentialExecutor(client, createLookup(client, KNOWN)).send(change);
  expect(writesOf(sent)).toEqual([["POST", "/v1.0/applications/object-1/federatedIdentityCredentials", after]]);
});

describe("consent", () => {
  const PRINCIPAL = { "/v1.0/servicePrincipals(": json({ id: "p-1" }) };
  const grants = (...value: readonly unknown[]) => ({ ...PRINCIPAL, "/v1.0/oauth2PermissionGrants?": json({ value }) });
  const forAll = (scope: string) => ({ id: "g-1", consentType: "AllPrincipals", resourceId: "R-1", scope });
  const change = {
    ...COMMON,
    kind: "grant-scopes" as const,
    target: { ...OF, resourceId: "r-1", resourceName: "Microsoft Graph" },
    before: { scopes: ["A"] },
    after: { scopes: ["A", "B"] },
  };

  test("that is there is changed, that is missing is made; one person's own is left alone", async () => {
    const there = tenant(grants(forAll("A")));
    await grantScopesExecutor(there.client, createLookup(there.client, KNOWN)).send(change);
    expect(writesOf(there.sent)).toEqual([["PATCH", "/v1.0/oauth2PermissionGrants/g-1", { scope: "A B" }]]);

    const missing = tenant(grants({ ...forAll("A"), consentType: "Principal", principalId: "u" }));
    await grantScopesExecutor(missing.client, createLookup(missing.client, KNOWN)).send({ ...change, before: null });
    expect(writesOf(missing.sent)).toEqual([
      [
        "POST",
        "/v1.0/oauth2PermissionGrants",
        { clientId: "p-1", consentType: "AllPrincipals", resourceId: "r-1", scope: "A B" },
      ],
    ]);
  });

  test.each([
    ["as it was", [forAll("A")], BEFORE],
    ["as it shall be, in another order", [forAll(" B  A ")], AFTER],
    ["another", [forAll("A C")], OTHER("another")],
    ["gone", [], OTHER("another")],
  ])("is seen %s", async (_what, value, sight) => {
    const { client } = tenant(grants(...value));
    expect(await grantScopesExecutor(client, createLookup(client, KNOWN)).look([change])).toEqual([sight]);
  });

  test("is taken back by its id", async () => {
    const revoke = {
      ...COMMON,
      kind: "revoke-scopes" as const,
      target: { ...OF, grantId: "g-1", resourceId: "r-1", resourceName: "x" },
      before: { scopes: ["A"] },
      after: null,
    };
    const { client, sent } = tenant(grants(forAll("A")));
    const executor = revokeScopesExecutor(client, createLookup(client, KNOWN));
    expect(await executor.look([revoke])).toEqual([BEFORE]);
    await executor.send(revoke);
    expect(writesOf(sent)).toEqual([["DELETE", "/v1.0/oauth2PermissionGrants/g-1", undefined]]);
    const gone = tenant(grants());
    expect(await revokeScopesExecutor(gone.client, createLookup(gone.client, KNOWN)).look([revoke])).toEqual([AFTER]);
  });

  test("for the application itself: one role each, all seen by one listing", async () => {
    const held = { id: "as-1", appRoleId: "ROLE-1", resourceId: "R-1" };
    const give = (appRoleId: string) => ({
      ...COMMON,
      kind: "grant-app-role" as const,
      target: { ...OF, resourceId: "r-1", appRoleId },
      before: null,
      after: { permission: appRoleId },
    });
    const { client, sent } = tenant({
      ...PRINCIPAL,
      "/v1.0/servicePrincipals/p-1/appRoleAssignments": json({ value: [held] }),
    });
    const executor = grantAppRoleExecutor(client, createLookup(client, KNOWN));
    expect(await executor.look([give("role-1"), give("role-2")])).toEqual([AFTER, BEFORE]);
    expect(sent.filter(({ address }) => address.includes("appRoleAssignments"))).toHaveLength(1);
    await executor.send(give("role-2"));
    expect(writesOf(sent)).toEqual([
      [
        "POST",
        "/v1.0/servicePrincipals/p-1/appRoleAssignments",
        { principalId: "p-1", resourceId: "r-1", appRoleId: "role-2" },
      ],
    ]);
    const take = {
      ...COMMON,
      kind: "revoke-app-role" as const,
      target: { ...OF, assignmentId: "as-1", resourceId: "r-1", appRoleId: "role-1" },
      before: { permission: "x" },
      after: null,
    };
    const revoking = revokeAppRoleExecutor(client, createLookup(client, KNOWN));
    expect(await revoking.look([take])).toEqual([BEFORE]);
    await revoking.send(take);
    expect(writesOf(sent)[1]).toEqual(["DELETE", "/v1.0/servicePrincipals/p-1/appRoleAssignments/as-1", undefined]);
  });
});
