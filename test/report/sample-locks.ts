// One change of a lock of each kind, with the names of a tenant filled in by a function.
import type { LockChange } from "../../src/shapes/lock-change.js";
import type { Name } from "./sample-results.js";

export function lockChangesOf(name: Name): readonly LockChange[] {
  const location = { locationId: name("l-1"), locationName: name("Servers of Entra Connect") };
  const policy = { policyId: name("p-2"), policyName: name("Only from the servers") };
  const place = { ipRanges: ["203.0.113.10/32"], isTrusted: false } as const;
  const lock = {
    state: "enabledForReportingButNotEnforced",
    includeUsers: [name("u-1")],
    userNames: [name("Sync_A_0123456789ab@contoso.onmicrosoft.com")],
  } as const;
  const more = {
    includeUsers: [...lock.includeUsers, name("u-2")],
    userNames: [...lock.userNames, name("Sync_B_0123456789ab@contoso.onmicrosoft.com")],
  };
  const { policyName } = policy;
  const { locationName } = location;
  const common = { reversible: true };
  return [
    {
      ...common,
      kind: "create-named-location",
      target: { locationName },
      summary: `make the named location "${locationName}"`,
      before: null,
      after: place,
    },
    {
      ...common,
      kind: "create-lock",
      target: { policyName, ...location, locationId: null },
      summary: `lock ${lock.userNames.join(", ")} to "${locationName}"`,
      before: null,
      after: lock,
    },
    {
      ...common,
      kind: "set-location-ranges",
      target: location,
      summary: `add an address to "${locationName}"`,
      before: { ipRanges: place.ipRanges },
      after: { ipRanges: [...place.ipRanges, "203.0.113.11/32"] },
    },
    {
      ...common,
      kind: "set-lock-users",
      target: policy,
      summary: `lock one more by "${policyName}"`,
      before: { includeUsers: lock.includeUsers, userNames: lock.userNames },
      after: more,
    },
    {
      ...common,
      kind: "set-lock-state",
      target: policy,
      summary: `switch "${policyName}" on`,
      before: { state: lock.state },
      after: { state: "enabled" },
    },
    {
      ...common,
      kind: "delete-lock",
      target: { ...policy, ...location },
      summary: `delete the policy "${policyName}"`,
      before: lock,
      after: null,
    },
    {
      ...common,
      kind: "delete-named-location",
      target: location,
      summary: `delete the named location "${locationName}"`,
      before: place,
      after: null,
    },
  ];
}
