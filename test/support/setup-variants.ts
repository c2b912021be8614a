// Ways to call setup-svc-account, each with a tenant in which it makes sense.

import { cloudUser } from "../../src/sandbox/store/cloud-user.js";
import { hashPassword } from "../../src/sandbox/store/password-hash.js";
import { deleteUserSoftly } from "../../src/sandbox/store/people.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { grantPermissions } from "../sandbox/prepared-tenant.js";
import { type Stage, type StageOptions, startStage } from "./cli-stage.js";
import { HYBRID_IDENTITY_ADMINISTRATOR } from "./cli-tenant-view.js";

export interface SetupVariant {
  readonly name: string;
  readonly scenario?: string;
  readonly tenant?: (state: TenantState) => void;
  readonly argv: readonly string[];
}

export const SETUP_VARIANTS: readonly SetupVariant[] = [
  { name: "a new account, with P1", argv: [] },
  { name: "a new account, with P2", scenario: "fabrikam-app", argv: [] },
  { name: "a new account that is eligible", scenario: "fabrikam-app", argv: ["--role", "eligible:30d"] },
  { name: "a new account with a pass", argv: ["--tap", "8h"] },
  { name: "a new account, its password in a vault", argv: ["--password-to", "keyvault:kv-contoso/svc-adconnect"] },
  { name: "an account that is adopted", tenant: withAccount, argv: ["--tap", "8h"] },
  { name: "an account that is restored", tenant: withDeletedAccount, argv: ["--restore-deleted"] },
  {
    name: "an account that is restored, with a new password",
    tenant: withDeletedAccount,
    argv: ["--restore-deleted", "--reset-password"],
  },
  { name: "an account with a new password", tenant: withRoleHolder, argv: ["--reset-password"] },
  { name: "an account that is disabled", tenant: withRoleHolder, argv: ["--disable"] },
];

/** Those that find nothing to do when they are called again: a new password is a new one each time. */
export const REPEATABLE_VARIANTS = SETUP_VARIANTS.filter(
  ({ argv }) => !argv.includes("--reset-password") && !argv.some((word) => word.startsWith("keyvault:")),
);

export function setupVariant(name: string): SetupVariant {
  const found = SETUP_VARIANTS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`Nothing is called "${name}".`);
  return found;
}

export async function stageOf(
  { scenario, tenant }: SetupVariant,
  options: Pick<StageOptions, "lags" | "latencyMs" | "faults"> = {},
) {
  return startStage({
    ...options,
    ...(scenario === undefined ? {} : { scenario }),
    tenant: (state) => {
      // What writing to role holders takes besides, of people and of applications.
      grantPermissions(state, ["Directory.AccessAsUser.All"]);
      state.roleAssignments.push({
        id: "made-for-the-first-client",
        roleDefinitionId: PRIVILEGED_AUTHENTICATION_ADMINISTRATOR,
        principalId: state.servicePrincipals.find(({ appId }) => appId === state.applications[0]?.appId)?.id ?? "",
        directoryScopeId: "/",
      });
      tenant?.(state);
    },
  });
}

/** The command line of a variant, which asks nothing. */
export function commandOf({ argv }: SetupVariant): readonly string[] {
  const wantsPassword = !argv.includes("--password-to") && !argv.includes("--disable");
  return ["setup-svc-account", "--yes", ...argv, ...(wantsPassword ? ["--password-to", "file:pw"] : [])];
}

export function run(stage: Stage, variant: SetupVariant, more: readonly string[] = []) {
  return stage.cli([...commandOf(variant), ...more]);
}

const PRIVILEGED_AUTHENTICATION_ADMINISTRATOR = "7be44c8a-adaf-4e2a-ab86-d6ab2649b08a";
const ID = "3d7c9a10-54be-4c1f-8e02-9f6ab7d31c58";

function withAccount(state: TenantState): void {
  const initial = state.domains.find((one) => one.isInitial)?.id ?? "";
  state.users.push(
    cloudUser(
      {
        id: ID,
        userPrincipalName: `svc-adconnect@${initial}`,
        displayName: "Made by hand",
        mailNickname: "svc-adconnect",
        createdDateTime: "2026-03-02T09:00:00Z",
      },
      { passwordHash: hashPassword("Kq7-verbose-otter-92"), passwordPolicies: "DisablePasswordExpiration" },
    ),
  );
}

function withRoleHolder(state: TenantState): void {
  withAccount(state);
  state.roleAssignments.push({
    id: "made-by-hand-for-svc-adconnect",
    roleDefinitionId: HYBRID_IDENTITY_ADMINISTRATOR,
    principalId: ID,
    directoryScopeId: "/",
  });
}

function withDeletedAccount(state: TenantState): void {
  withRoleHolder(state);
  const account = state.users.find((one) => one.id === ID);
  if (account === undefined) throw new Error("There is no account to delete.");
  deleteUserSoftly(state, account, new Date(Date.now() - 86_400_000).toISOString());
}
