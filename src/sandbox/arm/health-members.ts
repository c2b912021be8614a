// A server's entry in Connect Health, computed for the moment at which somebody looks.
import { healthAcceptsUploads } from "../laws/versions.js";
import type { Tenant } from "../store/tenant-state.js";

type Member = Tenant["health"]["members"][number];

const UPLOAD_EVERY_MS = 5 * 60_000;
const STALE_AFTER_MS = 2 * 3_600_000;

const DATA_TYPES = [
  "AadSyncService-Connectors",
  "AadSyncService-GlobalConfigurations",
  "AadSyncService-RunProfileResults",
  "AadSyncService-ServiceConfigurations",
  "AadSyncService-ServiceStatus",
  "AadSyncService-SynchronizationRules",
] as const;

/** Entries that a client disabled are gone after 30 days (swagger, parameter `confirm`). */
export function listedMembers(tenant: Tenant, now: number): readonly Member[] {
  return tenant.health.members.filter((one) => one.deleteAfter === null || Date.parse(one.deleteAfter) > now);
}

/** Is there an agent that feeds this entry now? */
export function isLive(tenant: Tenant, member: Member, now: number): boolean {
  const server = tenant.onPremises.servers.find((one) => one.installationId === member.installationId);
  return server?.running === true && !member.disabled && healthAcceptsUploads(server.version, now);
}

/** When each type of data was last uploaded, as `{key, value}`; empty when nothing ever was. */
export function freshUploads(tenant: Tenant, member: Member, now: number): readonly { key: string; value: string }[] {
  const upload = lastUpload(tenant, member, now);
  return upload === undefined
    ? []
    : DATA_TYPES.map((key, index) => ({ key, value: sevenDigits(upload - index * 1000) }));
}

export function memberBody(tenant: Tenant, member: Member, now: number) {
  const live = isLive(tenant, member, now);
  const upload = lastUpload(tenant, member, now);
  const isStale = upload !== undefined && now - upload > STALE_AFTER_MS;
  return {
    serviceMemberId: member.serviceMemberId,
    serviceId: tenant.health.serviceId,
    tenantId: tenant.organization.id,
    activeAlerts: isStale && !member.disabled ? 1 : 0,
    additionalInformation: null,
    createdDate: member.createdDate,
    dimensions: null,
    disabled: member.disabled,
    disabledReason: 0,
    installedQfes: null,
    lastDisabled: member.lastDisabled,
    lastReboot: member.lastReboot,
    lastServerReportedMonitoringLevelChange: null,
    lastUpdated: live && upload !== undefined ? sevenDigits(upload) : member.lastUpdated,
    machineId: member.machineId,
    machineName: member.machineName,
    monitoringConfigurationsComputed: [
      { key: "MonitoringLevel", value: "Full" },
      { key: "StagingMode", value: member.registeredInStaging ? "True" : "False" },
      { key: "ConfigurationUploadInterval", value: "240" },
      { key: "RunProfileResultUploadInterval", value: "30" },
    ],
    monitoringConfigurationsCustomized: null,
    osName: member.osName,
    osVersion: member.osVersion,
    properties: null,
    recommendedQfes: null,
    resolvedAlerts: 0,
    role: "AadSync_AadConnectSync_1.0",
    serverReportedMonitoringLevel: null,
    status: isStale && !member.disabled ? "Error" : "Healthy",
  };
}

/** With the seven digits of fraction that .NET writes. */
export function sevenDigits(at: number): string {
  return new Date(at).toISOString().replace("Z", "0805Z");
}

function lastUpload(tenant: Tenant, member: Member, now: number): number | undefined {
  if (isLive(tenant, member, now)) return Math.floor(now / UPLOAD_EVERY_MS) * UPLOAD_EVERY_MS;
  return member.lastUpload === null ? undefined : Date.parse(member.lastUpload);
}
