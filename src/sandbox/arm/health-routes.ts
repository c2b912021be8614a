// Microsoft Entra Connect Health for sync, api-version 2014-01-01. Shapes: Microsoft's swagger
// "ADHybridHealthService", and where clients have seen another form on the wire, that one.

import { ROLE } from "../laws/directory-roles.js";
import { type Answer, param, type Route } from "../routes.js";
import type { HealthMember, Tenant } from "../store/tenant-state.js";
import type { Worlds } from "../world.js";
import { ArmError, asArmRoutes, type HealthCall, type HealthRoute } from "./arm-route.js";
import { freshUploads, isLive, listedMembers, memberBody, sevenDigits } from "./health-members.js";

/** "Never", as this service writes it. */
const NEVER = "0001-01-01T00:00:00";
const SERVICE_TYPE = "AadSyncService";
const DISABLED_IS_DELETED_AFTER_MS = 30 * 86_400_000;
const PREMIUM_PLANS = ["41781fb2-bc02-4b7c-bd55-b576c07bb09d", "eec0eb4f-6444-4f95-aba0-50c24d67f998"];

const routes: readonly HealthRoute[] = [
  { method: "GET", path: "/configuration", note: "", handle: answerConfiguration },
  { method: "GET", path: "/services", note: "serviceType", handle: answerServices },
  {
    method: "GET",
    path: "/services/:serviceName",
    note: "",
    handle: (call) => ({ status: 200, body: serviceBody(theService(call)) }),
  },
  {
    method: "GET",
    path: "/services/:serviceName/servicemembers",
    note: "disabled ones included",
    handle: answerMembers,
  },
  {
    method: "GET",
    path: "/services/:serviceName/servicemembers/:serviceMemberId",
    note: "",
    handle: (call) => ({ status: 200, body: memberBody(call.tenant, theMember(call), call.now) }),
  },
  {
    method: "GET",
    path: "/services/:serviceName/servicemembers/:serviceMemberId/serviceconfiguration",
    note: "",
    handle: answerServiceConfiguration,
  },
  {
    method: "GET",
    path: "/services/:serviceName/servicemembers/:serviceMemberId/datafreshness",
    note: "a bare array",
    handle: answerDataFreshness,
  },
  {
    method: "DELETE",
    path: "/services/:serviceName/servicemembers/:serviceMemberId",
    note: "confirm=true removes, otherwise disables",
    handle: removeMember,
  },
];

export function healthRoutes(worlds: Worlds): readonly Route[] {
  return asArmRoutes(worlds, routes);
}

function answerConfiguration(call: HealthCall): Answer {
  const { organization, domains, roleAssignments, users, health } = call.tenant;
  const isPremium = organization.assignedPlans.some(
    (plan) => PREMIUM_PLANS.includes(plan.servicePlanId) && plan.capabilityStatus === "Enabled",
  );
  const administrators = roleAssignments.filter((one) => one.roleDefinitionId === ROLE.globalAdministrator);
  return {
    status: 200,
    body: {
      tenantId: organization.id,
      aadLicense: isPremium ? "Premium" : "Free",
      aadPremium: isPremium,
      agentAutoUpdate: true,
      alertSuppressionTimeInMins: 4320,
      consentedToMicrosoftDevOps: false,
      countryLetterCode: organization.countryLetterCode,
      createdDate: health.createdDate,
      devOpsTtl: NEVER,
      disabled: false,
      disabledReason: 0,
      globalAdminsEmail: users
        .filter((user) => administrators.some((one) => one.principalId === user.id))
        .map((user) => user.mail ?? user.userPrincipalName),
      initialDomain: domains.find((domain) => domain.isInitial)?.id ?? null,
      lastDisabled: null,
      lastVerified: sevenDigits(call.now),
      onboardingAllowed: true,
      onboarded: true,
      pksCertificate: null,
      privatePreviewTenant: false,
      tenantInQuarantine: false,
      tenantName: organization.displayName,
    },
  };
}

function answerServices(call: HealthCall): Answer {
  const type = call.url.searchParams.get("serviceType");
  const isAsked = type === null || type.toLowerCase() === SERVICE_TYPE.toLowerCase();
  return { status: 200, body: list(isAsked ? [serviceBody(call)] : []) };
}

function answerMembers(call: HealthCall): Answer {
  const { tenant, now } = theService(call);
  return { status: 200, body: list(listedMembers(tenant, now).map((member) => memberBody(tenant, member, now))) };
}

function answerServiceConfiguration(call: HealthCall): Answer {
  const member = theMember(call);
  return {
    status: 200,
    body: {
      version: member.syncVersion,
      serviceType: 0,
      serviceAccount: member.serviceAccount,
      sqlServer: "(localdb)",
      sqlVersion: member.syncVersion.startsWith("1.") ? "11.0.7001.0" : "15.0.4138.2",
      sqlEdition: "Express Edition (64-bit)",
      sqlInstance: ".\\ADSync",
      sqlDatabaseName: "ADSync",
      sqlDatabaseSize: 312,
    },
  };
}

function answerDataFreshness(call: HealthCall): Answer {
  return { status: 200, body: freshUploads(call.tenant, theMember(call), call.now) };
}

async function removeMember(call: HealthCall): Promise<Answer> {
  const { serviceMemberId } = theMember(call);
  const isFinal = call.url.searchParams.get("confirm")?.toLowerCase() === "true";
  call.world.store.change((draft) => {
    if (isFinal) {
      draft.health.members = draft.health.members.filter((one) => one.serviceMemberId !== serviceMemberId);
      return;
    }
    const member = draft.health.members.find((one) => one.serviceMemberId === serviceMemberId);
    if (member === undefined || member.disabled) return;
    if (isLive(draft, member, call.now)) member.lastUpload = new Date(call.now).toISOString();
    member.disabled = true;
    member.lastDisabled = sevenDigits(call.now);
    member.deleteAfter = new Date(call.now + DISABLED_IS_DELETED_AFTER_MS).toISOString();
  });
  return { status: 200 };
}

function serviceBody(call: HealthCall) {
  const { tenant, now } = call;
  const name = serviceName(tenant);
  const members = listedMembers(tenant, now).filter((member) => !member.disabled);
  const isHealthy = members.every((member) => isLive(tenant, member, now));
  return {
    id: `/providers/Microsoft.ADHybridHealthService/services/${name}`,
    activeAlerts: 0,
    additionalInformation: null,
    createdDate: tenant.health.createdDate,
    customNotificationEmails: null,
    disabled: false,
    displayName: name,
    health: members.length === 0 ? "NotMonitored" : isHealthy ? "Healthy" : "Error",
    lastDisabled: null,
    lastUpdated: sevenDigits(now),
    monitoringConfigurationsComputed: null,
    monitoringConfigurationsCustomized: null,
    notificationEmailEnabled: true,
    notificationEmailEnabledForGlobalAdmins: true,
    notificationEmailsEnabledForGlobalAdmins: true,
    notificationEmails: null,
    originalDisabledState: false,
    resolvedAlerts: 0,
    serviceId: tenant.health.serviceId,
    serviceMembers: null,
    serviceName: name,
    signature: tenant.domains.find((domain) => domain.isInitial)?.id ?? null,
    simpleProperties: null,
    tenantId: tenant.organization.id,
    type: SERVICE_TYPE,
  };
}

/** One service per tenant holds all its synchronisation servers. */
function serviceName(tenant: Tenant): string {
  return `${SERVICE_TYPE}-${tenant.domains.find((domain) => domain.isInitial)?.id ?? ""}`;
}

function theService(call: HealthCall): HealthCall {
  const name = param(call, "serviceName");
  if (name === serviceName(call.tenant).toLowerCase()) return call;
  throw new ArmError(404, "ResourceNotFound", `The service '${name}' was not found.`);
}

function theMember(call: HealthCall): HealthMember | Tenant["health"]["members"][number] {
  const { tenant, now } = theService(call);
  const id = param(call, "serviceMemberId");
  const member = listedMembers(tenant, now).find((one) => one.serviceMemberId === id);
  if (member !== undefined) return member;
  throw new ArmError(404, "ResourceNotFound", `The service member '${id}' was not found.`);
}

function list(value: readonly unknown[]) {
  return { value, nextLink: null, totalCount: 0, continuationToken: null };
}
