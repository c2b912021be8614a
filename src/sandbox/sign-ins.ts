// Whom one can sign in as: clients and users with random secrets, made once per folder and kept from then on.
import { randomBytes, randomInt } from "node:crypto";
import { clientCertificatePem } from "./certificate.js";
import { builtInRole } from "./laws/directory-roles.js";
import type { SandboxClient, SandboxInfo, SandboxUser } from "./sandbox-info.js";
import type { Scenario } from "./scenarios/scenario.js";
import { hashPassword } from "./store/password-hash.js";
import type { Tenant, TenantState } from "./store/tenant-state.js";

export interface SignIns {
  readonly clients: readonly SandboxClient[];
  readonly users: readonly SandboxUser[];
}

export async function readSignIns(
  scenario: Scenario,
  tenant: Tenant,
  known: SandboxInfo | undefined,
  now: number,
): Promise<SignIns> {
  const clients = await Promise.all(
    scenario.clientIds.map(async (clientId): Promise<SandboxClient> => {
      const application = tenant.applications.find((one) => one.appId === clientId);
      const kept = known?.clients.find((one) => one.clientId === clientId);
      const name = application?.displayName ?? clientId;
      return {
        clientId,
        clientSecret: kept?.clientSecret ?? randomBytes(30).toString("base64url"),
        certificate: kept?.certificate ?? (await clientCertificatePem(name, now)),
        name,
        appRoles: application?.appRoles ?? [],
      };
    }),
  );
  const users = scenario.signInUsers.map((userPrincipalName): SandboxUser => {
    const user = tenant.users.find((one) => one.userPrincipalName === userPrincipalName);
    const kept = known?.users.find((one) => one.userPrincipalName === userPrincipalName);
    return {
      userPrincipalName,
      password: kept?.password ?? randomPassword(),
      roles: tenant.roleAssignments
        .filter((one) => one.principalId === user?.id)
        .map((one) => builtInRole(one.roleDefinitionId)?.displayName ?? one.roleDefinitionId),
    };
  });
  return { clients, users };
}

/** The tenant keeps only a salted hash of each password; one that was changed in the tenant stays changed. */
export function storedPasswords(tenant: TenantState, users: readonly SandboxUser[]): TenantState {
  return {
    ...tenant,
    users: tenant.users.map((user) => {
      const known = users.find((one) => one.userPrincipalName === user.userPrincipalName);
      return known === undefined || user.passwordHash !== null
        ? user
        : { ...user, passwordHash: hashPassword(known.password) };
    }),
  };
}

function randomPassword(): string {
  const alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  const letters = Array.from({ length: 24 }, () => alphabet[randomInt(alphabet.length)]).join("");
  return `${letters}-a7Q`;
}
