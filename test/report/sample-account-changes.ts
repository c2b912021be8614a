// One change of an account of each kind, with the names of a tenant filled in by a function.
import type { AccountChange } from "../../src/shapes/account-change.js";
import type { Name } from "./sample-results.js";

const ID = "33333333-0000-4000-8000-000000000000";

export function accountChangesOf(name: Name): readonly AccountChange[] {
  const userPrincipalName = name("svc@contoso.onmicrosoft.com");
  const existing = { userPrincipalName, userId: ID };
  const common = { reversible: true };
  const role = {
    roleDefinitionId: "r-1",
    roleName: name("Hybrid Identity Administrator"),
    directoryScopeId: "/",
    how: "direct",
    duration: null,
  } as const;
  return [
    {
      ...common,
      kind: "create-user",
      target: { userPrincipalName },
      summary: `create the cloud-only account ${userPrincipalName}`,
      before: null,
      after: {
        displayName: name("Wizard"),
        mailNickname: "svc",
        accountEnabled: true,
        passwordPolicies: "DisablePasswordExpiration",
      },
    },
    {
      ...common,
      kind: "assign-role",
      target: { userPrincipalName, userId: null },
      summary: `give ${userPrincipalName} the role Hybrid Identity Administrator`,
      before: null,
      after: role,
    },
    {
      ...common,
      kind: "delete-user",
      target: existing,
      summary: `delete ${userPrincipalName}`,
      before: { displayName: name("Wizard"), accountEnabled: true },
      after: null,
    },
    {
      ...common,
      kind: "restore-user",
      target: existing,
      summary: `restore ${userPrincipalName} from the deleted users`,
      before: { deletedDateTime: name("2026-11-01T08:00:00Z") },
      after: { deletedDateTime: null },
    },
    {
      ...common,
      kind: "set-account-enabled",
      target: existing,
      summary: `disable ${userPrincipalName}`,
      before: { accountEnabled: true },
      after: { accountEnabled: false },
    },
    {
      ...common,
      kind: "reset-password",
      target: existing,
      summary: `set a new password of ${userPrincipalName}`,
      before: { lastPasswordChangeDateTime: name("2026-11-01T08:00:00Z") },
      after: { passwordPolicies: "DisablePasswordExpiration", forceChangePasswordNextSignIn: false },
      reversible: false,
    },
    {
      ...common,
      kind: "mark-account",
      target: { userPrincipalName, userId: null },
      summary: `mark ${userPrincipalName} as managed`,
      before: null,
      after: { purpose: "service-account" },
    },
    {
      ...common,
      kind: "unmark-account",
      target: existing,
      summary: `take the mark from ${userPrincipalName}`,
      before: { purpose: name("service-account") },
      after: null,
    },
    {
      ...common,
      kind: "unassign-role",
      target: existing,
      summary: `take the role Hybrid Identity Administrator from ${userPrincipalName}`,
      before: { ...role, how: "active", duration: "P14D" },
      after: null,
    },
    {
      ...common,
      kind: "create-pass",
      target: { userPrincipalName, userId: null },
      summary: `make a Temporary Access Pass for ${userPrincipalName}`,
      before: null,
      after: { lifetimeInMinutes: 480 },
    },
    {
      ...common,
      kind: "delete-pass",
      target: { ...existing, passId: name("pass-1") },
      summary: `delete the Temporary Access Pass of ${userPrincipalName}`,
      before: { startDateTime: name("2026-11-22T10:00:00Z"), lifetimeInMinutes: 480 },
      after: null,
    },
  ];
}
