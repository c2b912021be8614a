// A server's entry in Connect Health, computed for the moment at which somebody looks.
import { healthAcceptsUploads } from "../laws/versions.js";
import type { Tenant } from "../store/tenant-state.js";
import { asSent, sevenDigits } from "./health-times.js";

export type SyncMember = Tenant["health"]["members"][number];
type OtherMember = Tenant["health"]["otherServices"][number]["members"][number];
export type Member = SyncMember | OtherMember;

const UPLOAD_EVERY_MS = 5 * 60_000;

const DATA_TYPES = [
  "AadSyncService-Connectors",
  "AadSyncService-GlobalConfigurations",
  "AadSyncService-RunProfileResults",
  "AadSyncService-ServiceConfigurations",
  "AadSyncService-ServiceStatus",
  "AadSyncService-SynchronizationRules",
] as const;

export function isSyncMember(member: Member): member is SyncMember {
  return "installationId" in member;
}

/** Entries that a client disabled are gone after 30 days (swagger, parameter `confirm`). */
export function listed<T extends Member>(members: readonly T[], now: number): readonly T[] {
  return members.filter((one) => one.deleteAfter === null || Date.parse(one.deleteAfter) > now);
}

/** The server that feeds this entry, if it is still there. */
export function serverOf(tenant: Tenant, member: Member): Tenant["onPremises"]["servers"][number] | undefined {
  if (!isSyncMember(member)) return undefined;
  return tenant.onPremises.servers.find((one) => one.installationId === member.installationId);
}

/** Is there an agent that feeds this entry now? */
export function isLive(tenant: Tenant, member: Member, now: number): boolean {
  const server = serverOf(tenant, member);
  return server?.running === true && !member.disabled && healthAcceptsUploads(server.version, now);
}

/** When each type of data was last uploaded, as `{key, value}`; empty when nothing ever was. */
export function freshUploads(tenant: Tenant, member: Member, now: number): readonly { key: string; value: string }[] {
  const upload = lastUpload(tenant, member, now);
  if (upload === undefined) return [];
  return DATA_TYPES.map((key, index) => ({
    key,
    value: sevenDigits(stalledAt(tenant, member, key) ?? upload - index * 1000),
  }));
}

/** Milliseconds; `undefined` for a server that never reported. */
export function lastUpload(tenant: Tenant, member: Member, now: number): number | undefined {
  if (isLive(tenant, member, now)) return Math.floor(now / UPLOAD_EVERY_MS) * UPLOAD_EVERY_MS;
  return member.lastUpload === null ? undefined : Date.parse(member.lastUpload);
}

/**
 * A server that never reported is `Healthy`, since nothing has raised an alert; and a disabled one is judged no more.
 * `createdDate` and `lastUpdated` are sent as the state has them, "never" with and without a zone included.
 */
export function memberBody(tenant: Tenant, serviceId: string, member: Member, now: number) {
  const upload = lastUpload(tenant, member, now);
  const alerts = tenant.health.alerts.filter((one) => one.serviceMemberId === member.serviceMemberId);
  const active = alerts.filter((one) => one.state === "Active");
  return {
    serviceMemberId: member.serviceMemberId,
    serviceId,
    tenantId: tenant.organization.id,
    activeAlerts: active.length,
    additionalInformation: null,
    createdDate: asSent(member.createdDate),
    dimensions: null,
    disabled: member.disabled,
    disabledReason: 0,
    installedQfes: null,
    lastDisabled: asSent(member.lastDisabled),
    lastReboot: asSent(member.lastReboot),
    lastServerReportedMonitoringLevelChange: null,
    lastUpdated: upload !== undefined && isLive(tenant, member, now) ? sevenDigits(upload) : asSent(member.lastUpdated),
    machineId: member.machineId,
    machineName: member.machineName,
    monitoringConfigurationsComputed: isSyncMember(member) ? monitoring(member) : null,
    monitoringConfigurationsCustomized: null,
    osName: member.osName,
    osVersion: member.osVersion,
    properties: null,
    recommendedQfes: null,
    resolvedAlerts: alerts.length - active.length,
    role: isSyncMember(member) ? "AadSync_AadConnectSync_1.0" : member.role,
    serverReportedMonitoringLevel: null,
    status: worst(active.map((one) => one.level)),
  };
}

export function worst(levels: readonly string[]): string {
  if (levels.includes("Error")) return "Error";
  return levels.length > 0 ? "Warning" : "Healthy";
}

/** What the agent was registered with: after a swing, `StagingMode` is out of date. */
function monitoring(member: SyncMember) {
  return [
    { key: "MonitoringLevel", value: "Full" },
    { key: "StagingMode", value: member.registeredInStaging ? "True" : "False" },
    { key: "ConfigurationUploadInterval", value: "240" },
    { key: "RunProfileResultUploadInterval", value: "30" },
  ];
}

function stalledAt(tenant: Tenant, member: Member, dataType: string): number | undefined {
  const stalled = tenant.health.stalledUploads.find(
    (one) => one.serviceMemberId === member.serviceMemberId && one.dataType === dataType,
  );
  return stalled === undefined ? undefined : Date.parse(stalled.since);
}
