// Turns the brief form of a tenant into its whole state.
import { ROLE } from "../laws/directory-roles.js";
import { runCycle, wholeSeconds } from "../on-premises/cycle.js";
import { type TenantDraft, type TenantState, tenantStateSchema } from "../store/tenant-state.js";
import { buildApplications } from "./build-applications.js";
import { buildAzure } from "./build-azure.js";
import { agentsOf, defaultDomain, domainsOf } from "./build-domains.js";
import { licencesOf } from "./build-licences.js";
import { buildPeople } from "./build-people.js";
import { buildNamedLocations, buildPolicies } from "./build-policies.js";
import { assigned, eligible, roleId } from "./build-roles.js";
import { buildServer, isSynchronizationService } from "./build-servers.js";
import { madeGuid } from "./made-ids.js";
import { momentOf, type TenantPlan } from "./scenario-schema.js";
import { synchronizationFeatures } from "./synchronization-features.js";

/** `homeTenantId`: the first tenant's, where clients that are registered elsewhere have their home. */
export function buildTenant(plan: TenantPlan, homeTenantId: string | undefined, now: number): TenantState {
  const tenant = tenantStateSchema.parse(beforeItsCycles(plan, homeTenantId, now));
  const at = momentOf(plan.synchronization.lastCycle, now);
  for (const server of tenant.onPremises.servers) if (server.running) runCycle(tenant, server, at);
  return tenant;
}

export function tenantIdOf(plan: TenantPlan): string {
  return plan.id ?? madeGuid("tenant", plan.initialDomain);
}

function beforeItsCycles(plan: TenantPlan, homeTenantId: string | undefined, now: number): TenantDraft {
  const tenantId = tenantIdOf(plan);
  const { synchronization: sync } = plan;
  const whenOrNull = (moment: string | null) => (moment === null ? null : wholeSeconds(momentOf(moment, now)));
  const lastSync = whenOrNull(sync.lastSync);
  const people = buildPeople(plan, tenantId, now, lastSync);
  const apps = buildApplications(plan.clients, tenantId, homeTenantId ?? tenantId, plan.cloud);
  const syncService = tenantStateSchema.shape.servicePrincipals
    .parse(apps.servicePrincipals)
    .find(isSynchronizationService);
  const servers = plan.servers.map((server) => buildServer(server, plan, tenantId, syncService, now));
  const defined = <T>(items: readonly (T | undefined)[]): T[] => items.filter((item) => item !== undefined);

  const roleAssignments = [
    ...people.roleHolders,
    ...plan.clients.flatMap((client) =>
      client.directoryRoles.map((role) => ({ role, principalId: apps.principalIds.get(client.appId) ?? "" })),
    ),
  ].map(({ role, principalId }) => assigned(tenantId, roleId(role), principalId));
  const syncRoles = defined(servers.map((one) => one.user)).map((user) =>
    assigned(tenantId, ROLE.directorySynchronizationAccounts, user.id),
  );
  const held = [...roleAssignments, ...syncRoles].map((one) => one.roleDefinitionId);
  const idOf = (name: string) =>
    people.users.find((user) => user.mailNickname === name)?.id ??
    people.groups.find((group) => group.displayName === name)?.id ??
    plan.namedLocations.find((location) => location.name === name)?.id;
  const exporter = servers.find(({ server }) => server.name === sync.exportedBy);
  const syncedCount = plan.syncedPeople.length + (plan.population?.users ?? 0);

  return {
    cloud: plan.cloud,
    organization: {
      id: tenantId,
      displayName: plan.name,
      createdDateTime: wholeSeconds(momentOf(plan.created, now)),
      countryLetterCode: plan.country,
      preferredLanguage: "en",
      technicalNotificationMails: [`admin@${defaultDomain(plan)}`],
      tenantType: "AAD",
      onPremisesSyncEnabled: sync.enabled,
      onPremisesLastSyncDateTime: lastSync,
      onPremisesLastPasswordSyncDateTime: whenOrNull(sync.lastPasswordSync),
      ...licencesOf(plan.licences).organization,
    },
    domains: domainsOf(plan),
    subscribedSkus: licencesOf(plan.licences).subscribedSkus,
    users: [...people.users, ...defined(servers.map((one) => one.user))],
    population:
      plan.population === undefined
        ? null
        : {
            ...plan.population,
            createdDateTime: wholeSeconds(momentOf(plan.created, now)),
            lastSyncDateTime: lastSync ?? wholeSeconds(momentOf(plan.created, now)),
          },
    groups: people.groups,
    contacts: people.contacts,
    applications: [...apps.applications, ...defined(servers.map((one) => one.application))],
    servicePrincipals: [...apps.servicePrincipals, ...defined(servers.map((one) => one.servicePrincipal))],
    appRoleAssignments: [...apps.appRoleAssignments, ...defined(servers.map((one) => one.appRoleAssignment))],
    permissionGrants: apps.permissionGrants,
    roleAssignments: [...roleAssignments, ...syncRoles],
    privilegedIdentity: {
      schedules: people.eligible.map(({ role, principalId }) => eligible(tenantId, roleId(role), principalId, now)),
    },
    activatedRoles: [...new Set([...held, ...plan.activatedRoles.map(roleId)])].map((roleTemplateId) => ({
      id: madeGuid(tenantId, "role", roleTemplateId),
      roleTemplateId,
    })),
    ...buildPolicies(plan, tenantId, idOf),
    namedLocations: buildNamedLocations(plan, tenantId),
    securityDefaultsEnabled: plan.securityDefaults,
    authenticationMethodsPolicy: { temporaryAccessPass: { state: plan.temporaryAccessPass } },
    vaults: plan.vaults.map(({ name, access }) => ({
      name,
      access: access.map(({ who, permissions }) => ({
        principalId: principalOf(plan, people.users, apps.principalIds, who),
        permissions,
      })),
    })),
    azure:
      homeTenantId === undefined || homeTenantId === tenantId
        ? buildAzure(plan, tenantId, idOf, apps.principalIds)
        : {},
    ...(plan.appManagementPolicy === undefined ? {} : { appManagementPolicy: plan.appManagementPolicy }),
    synchronization: {
      accidentalDeletionPrevention: {
        synchronizationPreventionType: sync.deletionPrevention,
        alertThreshold: sync.deletionThreshold,
      },
      anchorAttribute: sync.anchorAttribute,
      applicationId: exporter === undefined ? null : "1651564e-7ce4-4d99-88be-0a65050d8dc3",
      currentExportData:
        exporter === undefined
          ? null
          : {
              clientMachineName: exporter.server.name,
              serviceAccount: exporter.user?.userPrincipalName ?? exporter.servicePrincipal?.displayName ?? "",
              pendingObjectsAddition: 0,
              pendingObjectsDeletion: 0,
              pendingObjectsUpdate: 0,
              successfulLinksProvisioningCount: 3,
              successfulObjectsProvisioningCount: 1,
              totalConnectorSpaceObjects: syncedCount,
            },
      customerRequestedSynchronizationInterval: null,
      synchronizationClientVersion: exporter?.server.version ?? null,
      synchronizationInterval: sync.interval,
      features: synchronizationFeatures(sync.features),
    },
    health: {
      serviceId: plan.health.serviceId ?? madeGuid(tenantId, "health-service"),
      createdDate: plan.health.created ?? "2018-11-20T10:40:12.5718342Z",
      members: defined(servers.map((one) => one.healthMember)),
      access: [
        ...people.healthAccess,
        ...plan.clients.flatMap((client) =>
          client.health === undefined
            ? []
            : [{ principalId: apps.principalIds.get(client.appId) ?? "", role: client.health }],
        ),
      ],
      onboarded: plan.health.onboarded,
    },
    onPremises: {
      servers: servers.filter((one) => !one.uninstalled).map((one) => one.server),
      changesWaiting: sync.changesWaiting,
      isQuiet: sync.quiet,
      authenticationAgents: agentsOf(plan, tenantId),
    },
  };
}

/** By a person's alias or a client's name. */
function principalOf(
  plan: TenantPlan,
  users: readonly TenantState["users"][number][],
  principalIds: ReadonlyMap<string, string>,
  who: string,
): string {
  const client = plan.clients.find((one) => one.name === who);
  const id = users.find((user) => user.mailNickname === who)?.id ?? principalIds.get(client?.appId ?? "");
  if (id === undefined) throw new Error(`There is nobody called "${who}".`);
  return id;
}
