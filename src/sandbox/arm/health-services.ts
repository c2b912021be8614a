// The services of Connect Health: one for synchronisation, named after the initial domain, and those of other types.
import { hasLicence } from "../laws/licences.js";
import { type Answer, param } from "../routes.js";
import type { Tenant, TenantState } from "../store/tenant-state.js";
import { ArmError, badRequest } from "./arm-error.js";
import { countedList, refuseOptions } from "./health-lists.js";
import { isLive, listed, type Member, memberBody, worst } from "./health-members.js";
import type { HealthCall } from "./health-provider.js";
import { asSent, sevenDigits } from "./health-times.js";

export const SYNC_SERVICE = "AadSyncService";

/** "Marked disabled and then deleted after 30 days, if it is not re-registered" (swagger, parameter `confirm`). */
const DISABLED_IS_DELETED_AFTER_MS = 30 * 86_400_000;

export interface HealthService {
  readonly serviceId: string;
  readonly type: string;
  readonly name: string;
  readonly signature: string;
  readonly createdDate: string;
  readonly disabled: boolean;
  readonly disabledAt: string | null;
  readonly members: readonly Member[];
}

/** Tenants that never set Connect Health up have none; without a licence the lists still work, only the portal hides them. */
function servicesOf(tenant: Tenant, now: number): readonly HealthService[] {
  if (!tenant.health.onboarded) return [];
  const sync = syncService(tenant, now);
  const others = tenant.health.otherServices.map(({ disabledAt, members, ...one }) =>
    service(one, disabledAt, listed(members, now)),
  );
  return [...(sync === undefined ? [] : [sync]), ...others].filter((one) => !isGone(one, now));
}

export function theService(call: HealthCall): HealthService {
  const name = param(call, "serviceName");
  const found = servicesOf(call.tenant, call.now).find((one) => one.name.toLowerCase() === name);
  if (found !== undefined) return found;
  throw new ArmError(404, "ResourceNotFound", `The service '${name.slice(0, 200)}' was not found.`);
}

export function theMember(call: HealthCall): { readonly service: HealthService; readonly member: Member } {
  const service = theService(call);
  const id = param(call, "serviceMemberId");
  const member = service.members.find((one) => one.serviceMemberId.toLowerCase() === id);
  if (member !== undefined) return { service, member };
  throw new ArmError(404, "ResourceNotFound", `The service member '${id.slice(0, 200)}' was not found.`);
}

export function answerServices(call: HealthCall): Answer {
  refuseOptions(call, ["$filter"]);
  const type = call.url.searchParams.get("serviceType")?.toLowerCase();
  const services = servicesOf(call.tenant, call.now).filter(
    (one) => type === undefined || one.type.toLowerCase() === type,
  );
  return countedList(
    call,
    services.map((one) => serviceBody(call, one)),
  );
}

/** What it answers without a licence is not published; here it is the list of services that a premium tenant may see. */
export function answerPremiumServices(call: HealthCall): Answer {
  return hasLicence(call.tenant, "P1") ? answerServices(call) : countedList(call, []);
}

export function answerService(call: HealthCall): Answer {
  return { status: 200, body: serviceBody(call, theService(call)) };
}

/** 204: with `confirm=true` the service and its servers are gone, otherwise they are disabled. A second time it is 404. */
export function removeService(call: HealthCall): Answer {
  const { serviceId, type } = theService(call);
  const isFinal = readConfirm(call);
  const { now } = call;
  call.world.store.change((draft) => {
    if (type === SYNC_SERVICE) removeSyncService(draft, isFinal, now);
    else removeOtherService(draft, serviceId, isFinal, now);
  });
  return { status: 204 };
}

/** What it means to leave it out is not stated; it counts as false here. */
export function readConfirm(call: HealthCall): boolean {
  const text = call.url.searchParams.get("confirm")?.toLowerCase() ?? "false";
  if (text === "true" || text === "false") return text === "true";
  throw badRequest(`The value '${text.slice(0, 100)}' of the parameter 'confirm' is not valid.`);
}

/** Marks an entry as disabled by a client; one that is disabled already only gets its end, if it has none. */
export function disableMember(draft: TenantState, member: DraftMember, now: number): void {
  if (!member.disabled) {
    if (isLive(draft, member, now)) member.lastUpload = new Date(now).toISOString();
    member.disabled = true;
    member.lastDisabled = sevenDigits(now);
  }
  member.deleteAfter ??= new Date(now + DISABLED_IS_DELETED_AFTER_MS).toISOString();
}

type DraftMember =
  | TenantState["health"]["members"][number]
  | TenantState["health"]["otherServices"][number]["members"][number];

function removeSyncService(draft: TenantState, isFinal: boolean, now: number): void {
  const at = new Date(now).toISOString();
  if (isFinal) {
    draft.health.members = [];
    draft.health.serviceDeletedAt = at;
    return;
  }
  for (const member of draft.health.members) disableMember(draft, member, now);
  draft.health.serviceDisabledAt = at;
}

function removeOtherService(draft: TenantState, serviceId: string, isFinal: boolean, now: number): void {
  if (isFinal) {
    draft.health.otherServices = draft.health.otherServices.filter((one) => one.serviceId !== serviceId);
    return;
  }
  const found = draft.health.otherServices.find((one) => one.serviceId === serviceId);
  if (found === undefined) return;
  for (const member of found.members) disableMember(draft, member, now);
  found.disabledAt = new Date(now).toISOString();
}

/** One service per tenant holds all its synchronisation servers; a deleted one is there again with its next server. */
function syncService(tenant: Tenant, now: number): HealthService | undefined {
  const { health, domains } = tenant;
  if (health.serviceDeletedAt !== null && health.members.length === 0) return undefined;
  const signature = domains.find((domain) => domain.isInitial)?.id ?? "";
  const named = { serviceId: health.serviceId, type: SYNC_SERVICE, signature, createdDate: health.createdDate };
  return service(named, health.serviceDisabledAt, listed(health.members, now));
}

function service(
  named: Pick<HealthService, "serviceId" | "type" | "signature" | "createdDate">,
  disabledAt: string | null,
  members: readonly Member[],
): HealthService {
  const disabled = disabledAt !== null && members.every((one) => one.disabled);
  return { ...named, name: `${named.type}-${named.signature}`, disabled, disabledAt, members };
}

function isGone({ disabled, disabledAt }: HealthService, now: number): boolean {
  return disabled && disabledAt !== null && Date.parse(disabledAt) + DISABLED_IS_DELETED_AFTER_MS <= now;
}

function serviceBody({ tenant, now }: HealthCall, one: HealthService) {
  const members = one.members.map((member) => memberBody(tenant, one.serviceId, member, now));
  const watched = members.filter((member) => !member.disabled);
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return {
    id: `/providers/Microsoft.ADHybridHealthService/services/${one.name}`,
    activeAlerts: sum(members.map((member) => member.activeAlerts)),
    additionalInformation: null,
    createdDate: asSent(one.createdDate),
    customNotificationEmails: null,
    disabled: one.disabled,
    displayName: one.name,
    health: watched.length === 0 ? "NotMonitored" : worst(watched.map((member) => member.status).filter(isUnwell)),
    lastDisabled: one.disabledAt === null ? null : sevenDigits(Date.parse(one.disabledAt)),
    lastUpdated: watched.length === 0 ? asSent(one.disabledAt ?? one.createdDate) : sevenDigits(now),
    monitoringConfigurationsComputed: null,
    monitoringConfigurationsCustomized: null,
    notificationEmailEnabled: true,
    notificationEmailEnabledForGlobalAdmins: true,
    notificationEmailsEnabledForGlobalAdmins: true,
    notificationEmails: null,
    originalDisabledState: false,
    resolvedAlerts: sum(members.map((member) => member.resolvedAlerts)),
    serviceId: one.serviceId,
    serviceMembers: null,
    serviceName: one.name,
    signature: one.signature,
    simpleProperties: null,
    tenantId: tenant.organization.id,
    type: one.type,
  };
}

function isUnwell(status: string): boolean {
  return status !== "Healthy";
}
