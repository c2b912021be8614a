// Making a lock where answers get lost, names are taken, and others write: looked at through what the service lists.
import { expect, test } from "vitest";
import type { Executor, Executors } from "../../src/changes/executor.js";
import { lockExecutors } from "../../src/changes/lock-executors.js";
import { createPolicyImages } from "../../src/changes/policy-images.js";
import type { Change } from "../../src/shapes/change.js";
import { ServiceError } from "../../src/shapes/errors.js";
import { readNamedLocations } from "../../src/tenant/named-locations.js";
import { readPolicies } from "../../src/tenant/policies.js";
import { lockChangesOf } from "../report/sample-locks.js";
import { plain } from "../report/sample-results.js";
import { cannedService, json, type Sent } from "../tenant/canned-service.js";

const CHANGES = lockChangesOf(plain);
const one = (kind: Change["kind"]) => {
  const found = CHANGES.find((change) => change.kind === kind);
  if (found === undefined) throw new Error(kind);
  return found;
};

const PLACE = {
  "@odata.type": "#microsoft.graph.ipNamedLocation",
  id: "l-1",
  displayName: "Servers of Entra Connect",
  isTrusted: false,
  modifiedDateTime: "2026-10-01T00:00:00Z",
  ipRanges: [{ "@odata.type": "#microsoft.graph.iPv4CidrRange", cidrAddress: "203.0.113.10/32" }],
};
const LOCK = {
  id: "p-2",
  displayName: "Only from the servers",
  state: "enabledForReportingButNotEnforced",
  modifiedDateTime: null,
  conditions: {
    users: { includeUsers: ["u-1"], excludeUsers: [], includeRoles: [], includeGuestsOrExternalUsers: null },
    applications: { includeApplications: ["All"], excludeApplications: [], applicationFilter: null },
    clientAppTypes: ["all"],
    locations: { includeLocations: ["All"], excludeLocations: ["l-1"] },
    platforms: null,
    signInRiskLevels: [],
  },
  grantControls: { operator: "OR", builtInControls: ["block"], termsOfUse: [], authenticationStrength: null },
  sessionControls: null,
};
const OTHER = {
  ...LOCK,
  id: "p-1",
  displayName: "Somebody else's",
  conditions: { ...LOCK.conditions, locations: null },
};

interface Shown {
  readonly policies: readonly unknown[];
  readonly locations: readonly unknown[];
}

/** Planned on what is shown before; then the service shows what `now` holds. */
async function executorsOn(
  before: Shown,
  now: { shown: Shown },
): Promise<{ executors: Executors; sent: readonly Sent[] }> {
  const listing = (shown: Shown) =>
    cannedService(({ address }) =>
      json({ value: address.includes("namedLocations") ? shown.locations : shown.policies }),
    );
  const { client: past } = listing(before);
  const policies = (await readPolicies(past)).value;
  const locations = (await readNamedLocations(past)).value;
  const { client: graph, sent } = cannedService(({ method, address }) =>
    method === "GET"
      ? json({ value: address.includes("namedLocations") ? now.shown.locations : now.shown.policies })
      : { ...json({ id: "made" }), status: 201 },
  );
  return { executors: lockExecutors({ graph, policies, locations, images: createPolicyImages(policies) }), sent };
}

async function look(executors: Executors, change: Change) {
  const executor = executors[change.kind] as Executor<Change>;
  const [sight] = await executor.look([change]);
  return sight;
}

test("a place is found by its name and content; another content is a stranger's; two are told", async () => {
  const now = { shown: { policies: [], locations: [] } as Shown };
  const { executors } = await executorsOn(now.shown, now);
  const change = one("create-named-location");
  expect(await look(executors, change)).toMatchObject({ at: "before" });
  now.shown = { policies: [], locations: [{ ...PLACE, isTrusted: true }] };
  expect(await look(executors, change)).toMatchObject({ at: "other" });
  now.shown = { policies: [], locations: [PLACE, { ...PLACE, id: "l-2" }] };
  const sight = await look(executors, change);
  expect(sight).toMatchObject({ at: "after", whose: { doubt: expect.stringContaining("more than one") as string } });
});

test("what was sent and not answered is looked for some times before it is sent again", async () => {
  const now = { shown: { policies: [], locations: [] } as Shown };
  const { executors, sent } = await executorsOn(now.shown, now);
  const change = one("create-named-location");
  const executor = executors[change.kind] as Executor<Change>;
  executor.sentEarlier?.(change, null);
  for (let looks = 0; looks < 4; looks += 1) {
    const refused = await executor.send(change).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ServiceError);
    expect(executor.isLag(refused)).toBe(true);
  }
  expect(sent).toEqual([]);
  await executor.send(change);
  expect(sent).toMatchObject([
    { method: "POST", body: { isTrusted: false, ipRanges: [{ cidrAddress: "203.0.113.10/32" }] } },
  ]);
});

test("a lock is sent with the place that was made a moment ago, and not before that is known", async () => {
  const now = { shown: { policies: [OTHER], locations: [] } as Shown };
  const { executors, sent } = await executorsOn(now.shown, now);
  const change = one("create-lock");
  const executor = executors[change.kind] as Executor<Change>;
  expect(await executor.send(change).catch((error: unknown) => error)).toBeInstanceOf(ServiceError);
  now.shown = { ...now.shown, locations: [PLACE] };
  await look(executors, one("create-named-location"));
  await executor.send(change);
  const writes = sent.filter(({ method }) => method !== "GET");
  expect(writes).toMatchObject([{ body: { conditions: { locations: { excludeLocations: ["l-1"] } } } }]);
  now.shown = { ...now.shown, policies: [OTHER, LOCK] };
  expect(await look(executors, change)).toMatchObject({ at: "after" });
});

const changed: readonly (readonly [string, unknown])[] = [
  ["its state", { ...LOCK, state: "enabled" }],
  ["its users", { ...LOCK, conditions: { ...LOCK.conditions, users: { includeUsers: ["u-1", "u-2"] } } }],
  [
    "whom it excludes",
    { ...LOCK, conditions: { ...LOCK.conditions, users: { includeUsers: ["u-1"], excludeUsers: ["u-1"] } } },
  ],
  ["a condition", { ...LOCK, conditions: { ...LOCK.conditions, platforms: { includePlatforms: ["linux"] } } }],
  ["its control", { ...LOCK, grantControls: { ...LOCK.grantControls, builtInControls: ["mfa"] } }],
];
test.each(changed)("a lock is not deleted where somebody has changed %s", async (_what, policy) => {
  const now = { shown: { policies: [LOCK], locations: [PLACE] } as Shown };
  const { executors } = await executorsOn(now.shown, now);
  expect(await look(executors, one("delete-lock"))).toMatchObject({ at: "before" });
  now.shown = { ...now.shown, policies: [policy] };
  expect(await look(executors, one("delete-lock"))).toMatchObject({ at: "other" });
  now.shown = { ...now.shown, policies: [] };
  expect(await look(executors, one("delete-lock"))).toMatchObject({ at: "after" });
});

test("a place is neither extended nor deleted where a policy has come to use it", async () => {
  const now = { shown: { policies: [LOCK], locations: [PLACE] } as Shown };
  const { executors } = await executorsOn(now.shown, now);
  expect(await look(executors, one("set-location-ranges"))).toMatchObject({ at: "before" });
  const user = { ...LOCK, id: "p-3", displayName: "Newcomer" };
  now.shown = { ...now.shown, policies: [LOCK, user] };
  expect(await look(executors, one("set-location-ranges"))).toMatchObject({
    at: "other",
    what: expect.stringContaining("Newcomer") as string,
  });
  expect(await look(executors, one("delete-named-location"))).toMatchObject({ at: "other" });
  now.shown = { policies: [], locations: [PLACE] };
  expect(await look(executors, one("delete-named-location"))).toMatchObject({ at: "before" });
});

test("users, then state: the run's own change is no stranger's, and any other one in any policy is", async () => {
  const now = { shown: { policies: [LOCK, OTHER], locations: [PLACE] } as Shown };
  const { executors } = await executorsOn(now.shown, now);
  expect(await look(executors, one("set-lock-users"))).toMatchObject({ at: "before" });
  const extended = {
    ...LOCK,
    conditions: { ...LOCK.conditions, users: { ...LOCK.conditions.users, includeUsers: ["u-2", "U-1"] } },
  };
  now.shown = { ...now.shown, policies: [extended, OTHER] };
  expect(await look(executors, one("set-lock-users"))).toMatchObject({ at: "after" });
  expect(await look(executors, one("set-lock-state"))).toMatchObject({ at: "before" });
  now.shown = { ...now.shown, policies: [{ ...extended, state: "enabled" }, OTHER] };
  expect(await look(executors, one("set-lock-state"))).toMatchObject({ at: "after" });
  now.shown = {
    ...now.shown,
    policies: [
      { ...extended, state: "enabled" },
      { ...OTHER, state: "disabled" },
    ],
  };
  expect(await look(executors, one("set-lock-state"))).toMatchObject({ at: "other" });
});
