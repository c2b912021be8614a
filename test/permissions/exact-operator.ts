// A tenant whose operator has certain rights and not one more: as a person at the first client, or as that client itself.
import { ROLES, type RoleKey } from "../../src/knowledge/directory.js";
import { OPERATIONS, type OperationName, operationNamed } from "../../src/knowledge/operations.js";
import type { AzureRole } from "../../src/knowledge/permissions/permission.js";
import type { Need } from "../../src/knowledge/permissions.js";
import { leastFor, leastSet, type OperatorKind } from "../../src/rights/least.js";
import { FIRST_PARTY } from "../../src/sandbox/laws/first-party.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { giveRoles, grantOnly, principalOfClient } from "../sandbox/granted.js";
import { ARM_SCOPE, listAt, textAt } from "../sandbox/sandbox-client.js";
import type { Outcome, Stage } from "../support/cli-stage.js";

export interface Rights {
  readonly kind: OperatorKind;
  readonly permissions: readonly string[];
  readonly roles: readonly RoleKey[];
  readonly azureRole: AzureRole | null;
  /** Whether people may reach Azure through the client. */
  readonly usesAzure: boolean;
}

/** A right that is taken away, by the name that a message must call it. */
export interface Without {
  readonly right: string;
  readonly rights: Rights;
}

export function exactly(operations: readonly OperationName[], kind: OperatorKind): Rights {
  return { ...leastSet(operations, kind), kind };
}

/** Who names what a need would tell: the least without it. */
export function sparing(operation: OperationName, kind: OperatorKind, spared: readonly Need[]): Rights {
  const needs = operationNamed(operation).needs.filter((need) => !spared.includes(need));
  return { ...leastFor(needs, kind), kind };
}

/**
 * A person whose role opens what documents disagree on, too: Global Administrator, who then needs no other role. Null
 * where nothing is in dispute.
 */
export function withTheDisputed(operations: readonly OperationName[]): Rights | null {
  const { besides, ...least } = leastSet(operations, "person");
  const roles = [...new Set(besides.map(({ role }) => role))];
  if (roles.length === 0) return null;
  if (!roles.includes("globalAdministrator")) throw new Error(`${roles.join()} is no stand-in for every other role.`);
  return { ...least, roles: ["globalAdministrator"], azureRole: null, kind: "person" };
}

/** Without any consent nobody gets a token at all; every registration has this one to begin with. */
const NOTHING_LEFT = ["User.Read"];

/** Each single right taken away from the others. */
function eachMissing(rights: Rights): readonly Without[] {
  const { permissions, roles, azureRole } = rights;
  return [
    ...permissions.map((right) => {
      const rest = permissions.filter((one) => one !== right);
      return { right, rights: { ...rights, permissions: rest.length === 0 ? NOTHING_LEFT : rest } };
    }),
    ...roles.map((role) => ({
      right: ROLES[role].name,
      rights: { ...rights, roles: roles.filter((one) => one !== role) },
    })),
    ...(azureRole === null ? [] : [{ right: azureRole, rights: { ...rights, azureRole: null } }]),
    ...(azureRole === "Contributor" ? [{ right: azureRole, rights: { ...rights, azureRole: "Reader" as const } }] : []),
  ];
}

/** Of an option: only what it takes beyond the command without it, which is tried by itself. */
export function eachOwnMissing(operation: OperationName, rights: Rights): readonly Without[] {
  const [without] = NAMES.filter((name) => operation.startsWith(`${name} `)).sort((a, b) => b.length - a.length);
  if (operationNamed(operation).onlyByName !== true || without === undefined) return eachMissing(rights);
  const usual = exactly([without], rights.kind);
  const common = [...usual.permissions, ...usual.roles.map((role) => ROLES[role].name)];
  const own = eachMissing(rights).filter(({ right }) => !common.includes(right));
  const needs: readonly Need[] = operationNamed(operation).needs;
  if (!operationNamed(without).needs.every((need) => needs.includes(need))) return own;
  // What is missing may have stood for a lesser one of the command without the option, which is asked for first.
  return own.map(({ right, rights: less }) => {
    const permissions = [...new Set([...less.permissions, ...usual.permissions])];
    return { right, rights: { ...less, permissions } };
  });
}

const NAMES = Object.keys(OPERATIONS) as readonly OperationName[];

/** Reads for the test itself; the client at this place is not the operator's. */
const WITNESS = 1;
const WITNESS_READS = ["Policy.Read.All", "RoleManagement.Read.Directory", "User.Read.All"];

export function withRights(tenant: TenantState, rights: Rights): void {
  const person = tenant.users.find(({ userPrincipalName }) => userPrincipalName.startsWith("admin@"))?.id ?? "";
  const application = principalOfClient(tenant, 0);
  grantOnly(tenant, 0, rights.permissions);
  grantOnly(tenant, WITNESS, WITNESS_READS);
  // What is granted to the other kind of operator must not help.
  if (rights.kind === "person")
    tenant.appRoleAssignments = tenant.appRoleAssignments.filter(({ principalId }) => principalId !== application);
  else tenant.permissionGrants = tenant.permissionGrants.filter(({ clientId }) => clientId !== application);
  if (!rights.usesAzure) {
    const arm = tenant.servicePrincipals.find(({ appId }) => appId === FIRST_PARTY.azureResourceManager)?.id;
    tenant.permissionGrants = tenant.permissionGrants.filter(
      ({ clientId, resourceId }) => clientId !== application || resourceId !== arm,
    );
  }
  const operator = rights.kind === "person" ? person : application;
  giveRoles(tenant, person, []);
  giveRoles(
    tenant,
    operator,
    rights.roles.map((role) => ROLES[role].id),
  );
  tenant.health.access = [
    ...(rights.azureRole === null ? [] : [{ principalId: operator, role: rights.azureRole, service: null }]),
    { principalId: principalOfClient(tenant, WITNESS), role: "Reader", service: null },
  ];
}

/** One command line of the operator. */
export function asOperator(stage: Stage, { kind }: Rights, argv: readonly string[]): Promise<Outcome> {
  if (kind === "person") return stage.cli(argv);
  const secret = stage.sandbox.info.clients[0]?.clientSecret;
  return stage.cli([...argv, "--auth", "secret"], { environment: { AZURE_CLIENT_SECRET: secret } });
}

const HEALTH = "/providers/Microsoft.ADHybridHealthService/services";
const VERSION = "api-version=2014-01-01";

/** All that a command of ours could have changed, as the tenant tells it to somebody else. What passes by itself is left out. */
export async function stateOf({ sandbox, time }: Stage): Promise<unknown> {
  time.pass(2_000);
  const token = await sandbox.appToken(undefined, WITNESS);
  const graph = async (where: string) => listAt((await sandbox.graph(token, `/v1.0/${where}`)).body, "value");
  const azure = await sandbox.appToken(ARM_SCOPE, WITNESS);
  const arm = async (where: string) => listAt((await sandbox.arm(azure, `${HEALTH}${where}`)).body, "value");
  const services = await arm(`?serviceType=AadSyncService&${VERSION}`);
  const members = services.map((one) => arm(`/${textAt(one, "serviceName")}/servicemembers?${VERSION}`));
  const state = {
    users: await graph("users?$select=id,userPrincipalName,accountEnabled&$top=999"),
    roles: await graph("roleManagement/directory/roleAssignments"),
    policies: await graph("identity/conditionalAccess/policies"),
    servers: (await Promise.all(members)).flat().map((one) => textAt(one, "machineName")),
  };
  time.pass(2_000);
  return state;
}
