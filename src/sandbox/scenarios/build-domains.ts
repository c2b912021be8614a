// Domains of a scenario, and the pass-through authentication agents that stand in them.
import type { TenantDraft } from "../store/tenant-state.js";
import { madeGuid } from "./made-ids.js";
import type { TenantPlan } from "./scenario-schema.js";

export function domainsOf(plan: TenantPlan): TenantDraft["domains"] {
  const own = [{ name: plan.initialDomain, authentication: "Managed", verified: true }, ...plan.domains];
  const chosen = defaultDomain(plan);
  return own.map(({ name, authentication, verified }, index) => ({
    id: name,
    authenticationType: authentication,
    isAdminManaged: true,
    isDefault: name === chosen,
    isInitial: index === 0,
    isRoot: true,
    isVerified: verified,
    supportedServices: ["Email", "OfficeCommunicationsOnline"],
    capabilities: "Email, OfficeCommunicationsOnline",
  }));
}

export function defaultDomain(plan: TenantPlan): string {
  return plan.domains.find((domain) => domain.default)?.name ?? plan.initialDomain;
}

export function agentsOf(plan: TenantPlan, tenantId: string): TenantDraft["onPremises"]["authenticationAgents"] {
  const onServers = plan.servers
    .filter((server) => server.passThroughAgent)
    .map(({ name, address, running }) => ({ machine: name, address, active: running }));
  return [...onServers, ...plan.authenticationAgents].map(({ machine, address, active }) => ({
    id: madeGuid(tenantId, "agent", machine),
    machineName: `${machine}.corp.${defaultDomain(plan)}`,
    externalIp: address,
    status: active ? "active" : "inactive",
  }));
}
