// What a policy that is a lock says, as it is sent, and whether a policy that is there says just that.
import type { CreateLockChange } from "../shapes/lock-change.js";
import type { Policy } from "../tenant/policies.js";
import { sameJson } from "./policy-images.js";

export function contentOf({ state, includeUsers }: CreateLockChange["after"], locationId: string) {
  return {
    state,
    conditions: {
      users: { includeUsers },
      applications: { includeApplications: ["All"] },
      clientAppTypes: ["all"],
      locations: { includeLocations: ["All"], excludeLocations: [locationId] },
    },
    grantControls: { operator: "OR", builtInControls: ["block"] },
  };
}

type Content = ReturnType<typeof contentOf>;

/** All that was sent, and no condition beside it. */
export function hasContent({ state, conditions, grantControls }: Policy, wanted: Content): boolean {
  const bare = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const set = Object.entries(value).filter(([name, child]) => !name.includes("@odata") && isSet(child));
    return Object.fromEntries(set.map(([name, child]) => [name, bare(child)]));
  };
  const { operator: _one, ...controls } = (bare(grantControls) ?? {}) as Readonly<Record<string, unknown>>;
  const { operator: _other, ...wantedControls } = wanted.grantControls;
  return state === wanted.state && sameJson(bare(conditions), wanted.conditions) && sameJson(controls, wantedControls);
}

function isSet(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
}
