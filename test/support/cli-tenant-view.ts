// What the tenant holds, read by a client that shares nothing with the product.
import { at, listAt, textAt } from "../sandbox/sandbox-client.js";
import type { Stage } from "./cli-stage.js";

export interface TenantView {
  /** Null when there is no such user. */
  user(name: string): Promise<UserSeen | null>;
  /** Every user principal name that begins so. */
  usersBeginning(prefix: string): Promise<readonly string[]>;
  rolesOf(principalId: string): Promise<readonly string[]>;
  policies(): Promise<readonly PolicySeen[]>;
  healthServers(): Promise<readonly string[]>;
}

interface UserSeen {
  readonly id: string;
  readonly enabled: unknown;
  readonly synced: unknown;
  readonly displayName: unknown;
}

export interface PolicySeen {
  readonly id: string;
  readonly name: string;
  readonly excludeRoles: readonly unknown[];
  /** The policy without what an exclusion and the service itself may change. */
  readonly rest: string;
}

export const HYBRID_IDENTITY_ADMINISTRATOR = "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2";
export const DIRECTORY_SYNCHRONIZATION_ACCOUNTS = "d29b2b05-8046-44ba-8758-1e26182fcf32";
export const SERVICE_ACCOUNT = "svc-adconnect@contoso.onmicrosoft.com";

const HEALTH = "/providers/Microsoft.ADHybridHealthService/services";
const VERSION = "api-version=2014-01-01";

export function viewOf({ sandbox, time }: Stage): TenantView {
  const graph = async (where: string) => sandbox.graph(await sandbox.appToken(), where);
  const list = async (where: string) => listAt((await graph(where)).body, "value");
  return {
    async user(name) {
      const { status, body } = await graph(
        `/v1.0/users/${name}?$select=id,accountEnabled,onPremisesSyncEnabled,displayName`,
      );
      if (status === 404) return null;
      return {
        id: textAt(body, "id"),
        enabled: at(body, "accountEnabled"),
        synced: at(body, "onPremisesSyncEnabled"),
        displayName: at(body, "displayName"),
      };
    },
    usersBeginning: async (prefix) =>
      (await list(`/v1.0/users?$select=userPrincipalName&$top=999`))
        .map((user) => textAt(user, "userPrincipalName"))
        .filter((name) => name.startsWith(prefix)),
    rolesOf: async (principalId) =>
      (await list(`/v1.0/roleManagement/directory/roleAssignments?$filter=principalId eq '${principalId}'`)).map(
        (assignment) => textAt(assignment, "roleDefinitionId"),
      ),
    async policies() {
      time.pass(2_000);
      const policies = await list("/v1.0/identity/conditionalAccess/policies");
      time.pass(2_000);
      return policies.map((policy) => ({
        id: textAt(policy, "id"),
        name: textAt(policy, "displayName"),
        excludeRoles: listAt(policy, "conditions", "users", "excludeRoles"),
        rest: JSON.stringify(policy, (key, value: unknown) =>
          key === "excludeRoles" || key === "modifiedDateTime" ? undefined : value,
        ),
      }));
    },
    async healthServers() {
      const token = await sandbox.userToken("https://management.azure.com/.default");
      const services = (await sandbox.arm(token, `${HEALTH}?serviceType=AadSyncService&${VERSION}`)).body;
      const [service] = Array.isArray(services) ? (services as unknown[]) : listAt(services, "value");
      const address = `${HEALTH}/${textAt(service, "serviceName")}/servicemembers?${VERSION}`;
      const { body } = await sandbox.arm(token, address);
      const members = Array.isArray(body) ? (body as unknown[]) : listAt(body, "value");
      return members.map((member) => textAt(member, "machineName"));
    },
  };
}
