// Policies and subjects for tests: as Graph would answer them, with one thing changed.
import type { UserSubject as Subject } from "../../src/conditional-access/subject.js";
import type { Json } from "../../src/shapes/change.js";
import { known } from "../../src/shapes/fact.js";
import type { Policy } from "../../src/tenant/policies.js";

export const SYNC_ROLE = "d29b2b05-8046-44ba-8758-1e26182fcf32";
export const OTHER_SYNC_ROLE = "a92aed5d-d78a-4d16-b381-09adb37eb3b0";
export const SYNC_USER = "11111111-0000-4000-8000-000000000001";

type Conditions = Policy["conditions"];
type Users = NonNullable<Conditions["users"]>;
type Applications = NonNullable<Conditions["applications"]>;
type Grants = NonNullable<Policy["grantControls"]>;

export function usersOf(change: Partial<Users> = {}): Users {
  return {
    includeUsers: [],
    excludeUsers: [],
    includeGroups: [],
    excludeGroups: [],
    includeRoles: [],
    excludeRoles: [],
    ...change,
  };
}

export function applicationsOf(change: Partial<Applications> = {}): Applications {
  return {
    includeApplications: [],
    excludeApplications: [],
    includeUserActions: [],
    includeAuthenticationContextClassReferences: [],
    ...change,
  };
}

export function grantsOf(change: Partial<Grants> = {}): Grants {
  return { operator: "OR", builtInControls: [], customAuthenticationFactors: [], termsOfUse: [], ...change };
}

/** "Require MFA for all users", for every application, from everywhere. */
export function policyOf(
  conditions: Partial<Conditions> = {},
  change: Partial<Omit<Policy, "conditions" | "whole">> = {},
): Policy {
  const policy = {
    id: "p-1",
    displayName: "Require MFA",
    state: "enabled",
    grantControls: grantsOf({ builtInControls: ["mfa"] }),
    ...change,
    conditions: {
      users: usersOf({ includeUsers: ["All"] }),
      applications: applicationsOf({ includeApplications: ["All"] }),
      clientAppTypes: ["all"],
      ...conditions,
    },
  };
  return { ...policy, whole: JSON.parse(JSON.stringify(policy)) as Json };
}

/** A legacy sync account. */
export function subjectOf(change: Partial<Subject> = {}): Subject {
  return {
    ...{ kind: "user", guest: false },
    name: "Sync_AADC01_0123456789ab@contoso.onmicrosoft.com",
    userId: SYNC_USER,
    roleIds: [SYNC_ROLE],
    memberships: known({ groupIds: [], roleIds: [] }, { request: "GET /v1.0/users/1/transitiveMemberOf" }),
    ...change,
  };
}
