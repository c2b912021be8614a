// Bodies and ids that the tests of Conditional Access share.
import type { TestClient, TestSandbox } from "./sandbox-client.js";

export const CA = "/v1.0/identity/conditionalAccess";
export const POLICIES = `${CA}/policies`;
export const LOCATIONS = `${CA}/namedLocations`;
export const DELETED = `${CA}/deletedItems`;

export const ADMIN = "a2c4e6f8-1b3d-4f50-8a9b-0c1d2e3f4a51";
export const BREAK_GLASS = "a2c4e6f8-1b3d-4f50-8a9b-0c1d2e3f4a52";
export const ADA = "f0d1c2b3-0a01-4e77-9c55-6b7a8d9e0f11";
export const CHIDI = "f0d1c2b3-0a03-4e77-9c55-6b7a8d9e0f13";
export const ALL_EMPLOYEES = "6d3f8b20-91c7-4e5a-b0d4-2f7c5e1a9801";
export const ENGINEERING = "6d3f8b20-91c7-4e5a-b0d4-2f7c5e1a9802";
export const OLD_SYNC_USER = "5b0c7e1a-2f64-4d39-8a1e-90c3d7b5e612";
export const SYNC_ROLE = "d29b2b05-8046-44ba-8758-1e26182fcf32";
export const GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10";
export const NOBODY = "00000000-1111-4222-8333-444444444444";
export const GRAPH = "00000003-0000-0000-c000-000000000000";

/** A policy that asks everybody for a second factor; parts replace parts. */
export function policyBody(more: object = {}, conditions: object = {}): Readonly<Record<string, unknown>> {
  return {
    displayName: "A policy",
    state: "enabledForReportingButNotEnforced",
    conditions: {
      clientAppTypes: ["all"],
      applications: { includeApplications: ["All"] },
      users: { includeUsers: ["All"] },
      ...conditions,
    },
    grantControls: { operator: "OR", builtInControls: ["mfa"] },
    ...more,
  };
}

export type Send = TestClient["graph"];

/** One request per second is what the service lets through: every request takes one. */
export function paced(sandbox: TestSandbox, tick: () => void): Send {
  return (token, path, options) => {
    tick();
    return sandbox.graph(token, path, options);
  };
}
