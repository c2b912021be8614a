// setup-svc-account in each of the ways that take rights of their own.
import { expect } from "vitest";
import { cloudUser } from "../../src/sandbox/store/cloud-user.js";
import { deleteUserSoftly } from "../../src/sandbox/store/people.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { giveRoles } from "../sandbox/granted.js";
import { resultIn } from "../support/cli-result-schemas.js";
import { HYBRID_IDENTITY_ADMINISTRATOR, SERVICE_ACCOUNT } from "../support/cli-tenant-view.js";
import type { CommandCase } from "./commands.js";

const ID = "5b7d5c1e-3f0a-4d0c-9a59-0c1d2e3f4a5b";
const TYPED = ["setup-svc-account", "--yes", "-o", "json"];
const PASSWORD = ["--password-to", "file:pw"];

/** The account is there, with its role: what is done to it takes a higher role. */
function withAccount(tenant: TenantState): void {
  const created = { id: ID, userPrincipalName: SERVICE_ACCOUNT, displayName: "Wizard", mailNickname: "svc-adconnect" };
  tenant.users.push(cloudUser({ ...created, createdDateTime: "2026-01-12T09:00:00Z" }, { accountEnabled: true }));
  giveRoles(tenant, ID, [HYBRID_IDENTITY_ADMINISTRATOR]);
}

function withDeletedAccount(tenant: TenantState): void {
  withAccount(tenant);
  giveRoles(tenant, ID, []);
  const user = tenant.users.find(({ id }) => id === ID);
  if (user !== undefined) deleteUserSoftly(tenant, user, "2026-11-20T09:00:00Z");
}

/** With P2 a role is given through Privileged Identity Management. */
function withP2(tenant: TenantState): void {
  const servicePlanId = "eec0eb4f-6444-4f95-aba0-50c24d67f998";
  for (const { servicePlans } of tenant.subscribedSkus)
    servicePlans.push({
      ...{ servicePlanId, servicePlanName: "AAD_PREMIUM_P2", provisioningStatus: "Success", appliesTo: "User" },
    });
  const [plan] = tenant.organization.assignedPlans;
  if (plan !== undefined) tenant.organization.assignedPlans.push({ ...plan, servicePlanId });
}

function did(...kinds: readonly string[]): CommandCase["succeeded"] {
  return ({ code, stdout }) => {
    expect(code).toBe(0);
    const { applied } = resultIn("setup-svc-account", stdout);
    expect(applied.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual(kinds.map((kind) => `${kind} done`));
  };
}

export const SETUP_COMMANDS: readonly CommandCase[] = [
  {
    operation: "setup-svc-account",
    // Which groups an account is in, of one that is there already; PIM, where there is P2.
    idle: ["read-memberships", "read-privileged-roles"],
    argv: () => [...TYPED, ...PASSWORD],
    succeeded: (outcome, ...rest) => {
      did("create-user", "mark-account", "assign-role")(outcome, ...rest);
      expect(outcome.stdout).not.toContain("could not be told");
    },
  },
  {
    operation: "setup-svc-account",
    again: true,
    tenant: (tenant) => {
      withP2(tenant);
      withAccount(tenant);
      giveRoles(tenant, ID, []);
    },
    argv: () => TYPED,
    idle: [],
    succeeded: did("mark-account", "assign-role"),
  },
  {
    operation: "setup-svc-account --tap",
    idle: ["read-memberships", "read-privileged-roles"],
    argv: () => [...TYPED, ...PASSWORD, "--tap", "1h"],
    succeeded: did("create-user", "mark-account", "create-pass", "assign-role"),
  },
  {
    operation: "setup-svc-account --restore-deleted",
    tenant: withDeletedAccount,
    idle: ["read-memberships", "read-privileged-roles"],
    argv: () => [...TYPED, "--restore-deleted"],
    succeeded: did("restore-user", "mark-account", "assign-role"),
  },
  {
    operation: "setup-svc-account --reset-password",
    tenant: withAccount,
    idle: ["assign-roles", "read-privileged-roles"],
    argv: () => [...TYPED, ...PASSWORD, "--reset-password"],
    succeeded: did("mark-account", "reset-password"),
  },
  {
    operation: "setup-svc-account --disable",
    // One that is not marked is turned off only where its role can be read.
    tenant: (tenant) => {
      withAccount(tenant);
      const user = tenant.users.find(({ id }) => id === ID);
      user?.extensions.push({ extensionName: "com.aadc-cloud", purpose: "service-account" });
    },
    argv: () => [...TYPED, "--disable"],
    succeeded: did("set-account-enabled"),
  },
];
