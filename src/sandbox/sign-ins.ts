// Whom one can sign in as: clients and users with random secrets, made once per folder and kept from then on.
import { randomBytes, randomInt } from "node:crypto";
import { clientCertificatePem } from "./certificate.js";
import { assignedAppRoles } from "./laws/consent.js";
import { builtInRole } from "./laws/directory-roles.js";
import { FIRST_PARTY } from "./laws/first-party.js";
import type { SandboxClient, SandboxInfo, SandboxManagedIdentity, SandboxUser } from "./sandbox-info.js";
import { hashPassword } from "./store/password-hash.js";
import type { SandboxState } from "./store/sandbox-state.js";
import type { Tenant } from "./store/tenant-state.js";

export interface SignIns {
  readonly clients: readonly SandboxClient[];
  readonly users: readonly SandboxUser[];
  readonly managedIdentity: SandboxManagedIdentity;
}

/** For a state as a scenario has built it, or as a folder holds it; secrets that `known` has are kept. */
export async function readSignIns(state: SandboxState, known: SandboxInfo | undefined, now: number): Promise<SignIns> {
  const [tenant] = state.tenants;
  if (tenant === undefined) throw new Error("A sandbox has at least one tenant.");
  const clients = await Promise.all(
    state.clientIds.map(async (clientId): Promise<SandboxClient> => {
      const application = tenant.applications.find((one) => one.appId === clientId);
      const kept = known?.clients.find((one) => one.clientId === clientId);
      const name = application?.displayName ?? clientId;
      return {
        clientId,
        clientSecret: kept?.clientSecret ?? randomBytes(30).toString("base64url"),
        certificate: kept?.certificate ?? (await clientCertificatePem(name, now)),
        name,
        appRoles: rolesAtGraph(tenant, clientId),
      };
    }),
  );
  const users = state.signInUsers.map((userPrincipalName): SandboxUser => {
    const home = state.tenants.find((one) => one.users.some((user) => user.userPrincipalName === userPrincipalName));
    const user = home?.users.find((one) => one.userPrincipalName === userPrincipalName);
    const kept = known?.users.find((one) => one.userPrincipalName === userPrincipalName);
    return {
      userPrincipalName,
      password: kept?.password ?? randomPassword(),
      roles: (home?.roleAssignments ?? [])
        .filter((one) => one.principalId === user?.id)
        .map((one) => builtInRole(one.roleDefinitionId)?.displayName ?? one.roleDefinitionId),
    };
  });
  const managedIdentity = {
    endpoint: "/msi/token",
    header: known?.managedIdentity?.header ?? randomBytes(24).toString("base64url"),
  };
  return { clients, users, managedIdentity };
}

function rolesAtGraph(tenant: Tenant, clientId: string): readonly string[] {
  const principal = tenant.servicePrincipals.find((one) => one.appId === clientId);
  return principal === undefined ? [] : assignedAppRoles(tenant, principal.id, FIRST_PARTY.microsoftGraph);
}

/** The tenants keep only a salted hash of each password; one that was changed in its tenant stays changed. */
export function storedPasswords(state: SandboxState, users: readonly SandboxUser[]): SandboxState {
  const tenants = state.tenants.map((tenant) => ({
    ...tenant,
    users: tenant.users.map((user) => {
      const known = users.find((one) => one.userPrincipalName === user.userPrincipalName);
      return known === undefined || user.passwordHash !== null
        ? user
        : { ...user, passwordHash: hashPassword(known.password) };
    }),
  }));
  return { ...state, tenants };
}

function randomPassword(): string {
  const alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  const letters = Array.from({ length: 24 }, () => alphabet[randomInt(alphabet.length)]).join("");
  return `${letters}-a7Q`;
}
