// Well-known ids, against Microsoft's references; a wrong digit here changes the wrong role.
import { expect, test } from "vitest";
import {
  CLOUD_SYNC_ACCOUNT,
  PREMIUM_P1_PLANS,
  ROLES,
  SYNC_APP_ROLE_ID,
  SYNC_ROLE_IDS,
  SYNC_SERVICE_APP_ID,
} from "../../src/knowledge/directory.js";
import { howToGrant, permissionText } from "../../src/knowledge/permissions.js";
import { SIGN_IN_ERRORS } from "../../src/knowledge/sign-in-errors.js";

test("ids are those of Microsoft's references", () => {
  expect(ROLES).toMatchObject({
    hybridIdentityAdministrator: { id: "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2", name: "Hybrid Identity Administrator" },
    directorySynchronizationAccounts: {
      id: "d29b2b05-8046-44ba-8758-1e26182fcf32",
      name: "Directory Synchronization Accounts",
    },
    onPremisesDirectorySyncAccount: {
      id: "a92aed5d-d78a-4d16-b381-09adb37eb3b0",
      name: "On Premises Directory Sync Account",
    },
  });
  expect(SYNC_ROLE_IDS).toEqual(["d29b2b05-8046-44ba-8758-1e26182fcf32", "a92aed5d-d78a-4d16-b381-09adb37eb3b0"]);
  expect(SYNC_SERVICE_APP_ID).toBe("6bf85cfa-ac8a-4be5-b5de-425a0d0dc016");
  expect(SYNC_APP_ROLE_ID).toBe("ab43b826-2c7a-4aff-9ecd-d0629d0ca6a9");
  expect(CLOUD_SYNC_ACCOUNT).toBe("ADToAADSyncServiceAccount");
  expect(PREMIUM_P1_PLANS).toEqual(["41781fb2-bc02-4b7c-bd55-b576c07bb09d", "eec0eb4f-6444-4f95-aba0-50c24d67f998"]);
});

test.each([
  ["read-organization", "Organization.Read.All"],
  ["read-synchronization", "OnPremDirectorySynchronization.Read.All"],
  ["read-users", "User.Read.All"],
  ["create-users", "User.ReadWrite.All"],
  ["read-roles", "RoleManagement.Read.Directory"],
  ["assign-roles", "RoleManagement.ReadWrite.Directory"],
  ["read-applications", "Application.Read.All"],
  ["read-policies", "Policy.Read.All"],
  ["change-policies", "Policy.ReadWrite.ConditionalAccess"],
  ["read-health", "Reader on /providers/Microsoft.ADHybridHealthService"],
  ["remove-health", "Contributor on /providers/Microsoft.ADHybridHealthService"],
] as const)("%s names what to grant: %s", (need, permission) => {
  expect(howToGrant(need)).toContain(permission);
});

test("changing a policy needs reading them, too", () => {
  expect(permissionText("change-policies")).toContain("Policy.Read.All");
});

test("every sign-in error says what it means and what to do", () => {
  for (const code of [50034, 50057, 50076, 50079, 50126, 53003, 530035, 65001, 700016, 7000215, 7000222])
    expect([code, SIGN_IN_ERRORS.has(code)]).toEqual([code, true]);
  for (const [code, { meaning, remedy }] of SIGN_IN_ERRORS) {
    expect([code, meaning.length > 10, remedy.endsWith(".")]).toEqual([code, true, true]);
    expect(meaning).not.toMatch(/\.$/);
  }
});
