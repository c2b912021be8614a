// An application's own words about where it belongs; what it leaves out is not known.
import { expect, test } from "vitest";
import { readApplicationIdentity } from "../../src/tenant/application-identity.js";
import { answering, cannedService, json } from "./canned-service.js";

const SELECT = "id,appId,displayName,accountEnabled,appOwnerOrganizationId,servicePrincipalType,signInAudience";

test.each([
  ["id", "/v1.0/servicePrincipals/s-1"],
  ["appId", "/v1.0/servicePrincipals(appId='s-1')"],
] as const)("is asked for by %s, and may not be there", async (by, address) => {
  const { client, sent } = cannedService(() => undefined);
  expect((await readApplicationIdentity(client, by, "s-1")).value).toBeNull();
  expect(sent.map((one) => one.address)).toEqual([`${address}?$select=${SELECT}`]);
});

test.each([
  [
    {
      ...{
        displayName: "Sync",
        accountEnabled: false,
        appOwnerOrganizationId: "ABC",
        servicePrincipalType: "Application",
      },
      signInAudience: "AzureADMyOrg",
    },
    { displayName: "Sync", enabled: false, ownerTenantId: "abc", type: "Application", signInAudience: "AzureADMyOrg" },
  ],
  [{}, { displayName: "", enabled: null, ownerTenantId: null, type: null, signInAudience: null }],
  [
    { displayName: null, accountEnabled: null, signInAudience: null },
    { displayName: "", enabled: null, signInAudience: null },
  ],
])("%j", async (told, known) => {
  const { client } = answering({ "/v1.0/servicePrincipals/s-1": json({ id: "s-1", appId: "a-1", ...told }) });
  expect((await readApplicationIdentity(client, "id", "s-1")).value).toMatchObject({
    id: "s-1",
    appId: "a-1",
    ...known,
  });
});
