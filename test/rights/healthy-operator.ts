// A Global Administrator who lacks nothing, for tests that take one thing away.
import { ROLES } from "../../src/knowledge/directory.js";
import { leastSet } from "../../src/rights/least.js";
import { operationsAsked } from "../../src/rights/operations-asked.js";
import type { OperatorSnapshot } from "../../src/rights/operator-snapshot.js";
import { judgeOperator } from "../../src/rights/verdict.js";
import { known } from "../../src/shapes/fact.js";

const source = { request: "GET /v1.0/organization", at: "2026-11-22T10:00:00.000Z" };
const DONE = { state: "done" } as const;
const P1 = "41781fb2-bc02-4b7c-bd55-b576c07bb09d";

/** Deleting identities counts only by its name: Directory.AccessAsUser.All would leave it open what else is missing. */
export const PERMISSIONS_OF_ALL = leastSet(operationsAsked([]), "person").permissions;

export const ORGANIZATION = {
  id: "11111111-0000-4000-8000-000000000000",
  displayName: "Contoso",
  initialDomain: "contoso.onmicrosoft.com",
  syncEnabled: true,
  lastSync: "2026-11-22T09:45:00Z",
  domains: [{ name: "contoso.onmicrosoft.com", isInitial: true, type: "Managed" }],
  servicePlans: [P1],
  servicePlansTold: true,
};

export const person = {
  kind: "person",
  permissions: PERMISSIONS_OF_ALL,
  roleIds: [ROLES.globalAdministrator.id],
  tenantId: "11111111-0000-4000-8000-000000000000",
  clientId: "22222222-0000-4000-8000-000000000000",
} as const;

export function healthyOperator(change: Partial<OperatorSnapshot> = {}): OperatorSnapshot {
  return {
    asked: { tenant: "contoso.com", cloud: "public", authKind: "browser" },
    operations: operationsAsked([]),
    named: false,
    signInReason: null,
    signIn: DONE,
    armSignIn: DONE,
    savedSession: null,
    operatorName: "adele@contoso.com",
    hosts: (["login", "graph", "arm"] as const).map((service) => ({
      service,
      host: `${service}.example`,
      proxy: null,
      answered: DONE,
    })),
    clockSkewMs: 0,
    issuers: [{ host: "graph.example", issuer: "Microsoft Corporation, Microsoft Azure RSA TLS Issuing CA 03" }],
    discovery: known(
      {
        tenantId: "11111111-0000-4000-8000-000000000000",
        regionScope: "EU",
        regionSubScope: null,
        instanceName: "microsoftonline.com",
        graphHost: "graph.microsoft.com",
      },
      source,
    ),
    refusedRenewal: null,
    grants: person,
    assignedRoles: null,
    eligibleRoles: null,
    tenantName: known(ORGANIZATION, source),
    organization: known(ORGANIZATION, source),
    hasConnectHealth: true,
    healthReading: "answered",
    syncReading: null,
    azureRoles: null,
    ...change,
  };
}

/** The finding with this id, of all that are made. */
export function finding(id: string, change: Partial<OperatorSnapshot> = {}) {
  return judgeOperator(healthyOperator(change)).find((one) => one.id === id);
}
