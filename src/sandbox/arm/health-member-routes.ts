// What is asked about single servers: their list, configuration, uploads, connectors and exports, and their removal.
import type { Answer } from "../routes.js";
import type { Tenant } from "../store/tenant-state.js";
import { ArmError } from "./arm-error.js";
import { connectorsOf } from "./health-connectors.js";
import { bareList, pagedList, refuseOptions } from "./health-lists.js";
import { freshUploads, isSyncMember, type Member, memberBody, type SyncMember, serverOf } from "./health-members.js";
import type { HealthCall } from "./health-provider.js";
import { disableMember, type HealthService, readConfirm, theMember, theService } from "./health-services.js";
import { stableId } from "./stable-id.js";

/** Disabled servers are among them. */
export function answerMembers(call: HealthCall): Answer {
  refuseOptions(call, ["$filter", "dimensionType", "dimensionSignature"]);
  const { serviceId, members } = theService(call);
  return pagedList(
    call,
    members.map((member) => memberBody(call.tenant, serviceId, member, call.now)),
  );
}

export function answerMember(call: HealthCall): Answer {
  const { service, member } = theMember(call);
  return { status: 200, body: memberBody(call.tenant, service.serviceId, member, call.now) };
}

/** The one place that tells the engine's version. */
export function answerServiceConfiguration(call: HealthCall): Answer {
  const member = theSyncMember(call);
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

export function answerGlobalConfiguration(call: HealthCall): Answer {
  const member = theSyncMember(call);
  const { features } = call.tenant.synchronization;
  const featureSet = Object.entries(features).map(([key, value]) => ({ key, value: value ? "True" : "False" }));
  return bareList(call.tenant, [
    {
      version: Number.parseInt(member.syncVersion, 10),
      schemaXml: null,
      passwordSyncEnabled: synchronisesPasswords(call.tenant, member),
      numSavedPwdEvent: 0,
      featureSet,
    },
  ]);
}

export function answerDataFreshness(call: HealthCall): Answer {
  const { member } = theMember(call);
  return bareList(call.tenant, isSyncMember(member) ? freshUploads(call.tenant, member, call.now) : []);
}

export function answerConnectors(call: HealthCall): Answer {
  const { member } = theMember(call);
  const connectors = isSyncMember(member)
    ? connectorsOf(call.tenant, member, synchronisesPasswords(call.tenant, member))
    : [];
  return bareList(call.tenant, connectors);
}

export function answerMonitoringConfigurations(call: HealthCall): Answer {
  const { members } = theService(call);
  const keys = ["MonitoringLevel", "StagingMode", "ConfigurationUploadInterval", "RunProfileResultUploadInterval"];
  const isSync = members.some(isSyncMember);
  return bareList(call.tenant, isSync ? keys.map((key) => ({ key, value: "<value not aggregated>" })) : []);
}

export function answerServiceExports(call: HealthCall): Answer {
  const service = theService(call);
  return pagedList(
    call,
    service.members.flatMap((member) => exportsOf(call.tenant, service, member)),
  );
}

export function answerMemberExports(call: HealthCall): Answer {
  const { service, member } = theMember(call);
  return pagedList(call, exportsOf(call.tenant, service, member));
}

/** 200 without a body. What is gone is answered 404, which the documents leave open. */
export function removeMember(call: HealthCall): Answer {
  const { serviceMemberId } = theMember(call).member;
  const isFinal = readConfirm(call);
  const isOther = (one: { readonly serviceMemberId: string }) => one.serviceMemberId !== serviceMemberId;
  call.world.store.change((draft) => {
    const { health } = draft;
    const lists = [health.members, ...health.otherServices.map((one) => one.members)];
    if (!isFinal) {
      for (const member of lists.flat()) if (!isOther(member)) disableMember(draft, member, call.now);
      return;
    }
    health.members = health.members.filter(isOther);
    for (const service of health.otherServices) service.members = service.members.filter(isOther);
  });
  return { status: 200 };
}

function theSyncMember(call: HealthCall): SyncMember {
  const { member } = theMember(call);
  if (isSyncMember(member)) return member;
  throw new ArmError(404, "ResourceNotFound", `The service member '${member.serviceMemberId}' synchronises nothing.`);
}

/** The last cycle of a server that is active, if it exported: one in staging mode exports nothing. */
function exportsOf(tenant: Tenant, service: HealthService, member: Member) {
  const server = serverOf(tenant, member);
  if (server === undefined || server.staging || server.lastCycle?.succeeded !== true) return [];
  const { at } = server.lastCycle;
  const { serviceMemberId } = member;
  const runStepResultId = stableId("run step", serviceMemberId, at);
  return [{ serviceId: service.serviceId, serviceMemberId, endTime: at, runStepResultId }];
}

/** As it is set up for the tenant; a server that is gone, or in staging mode, does not do it. */
function synchronisesPasswords(tenant: Tenant, member: Member): boolean {
  const server = serverOf(tenant, member);
  return server !== undefined && !server.staging && tenant.synchronization.features["passwordSyncEnabled"] === true;
}
