import { describe, expect, test } from "vitest";
import { createGroupLookup } from "../../src/changes/group-lookup.js";
import { policyExecutor } from "../../src/changes/policy-executor.js";
import { createPolicyImages } from "../../src/changes/policy-images.js";
import type { ServiceClient } from "../../src/cloud/service-client.js";
import type { ExcludeRoleChange } from "../../src/shapes/exclusion-change.js";
import { type Policy, readPolicies } from "../../src/tenant/policies.js";
import { cannedService, json } from "../tenant/canned-service.js";

const WIRE = {
  id: "p-1",
  displayName: "Require MFA",
  state: "enabled",
  modifiedDateTime: "2026-10-01T00:00:00Z",
  conditions: {
    users: { includeUsers: ["All"], excludeUsers: ["break-glass"], excludeGroups: [], excludeRoles: ["r-1"] },
    applications: { includeApplications: ["All"] },
    clientAppTypes: ["all"],
    somethingNew: { depth: ["x"] },
  },
  grantControls: { operator: "OR", builtInControls: ["mfa"] },
  sessionControls: null,
};
type Wire = Omit<typeof WIRE, "sessionControls"> & { readonly sessionControls: unknown };

const CHANGE: ExcludeRoleChange = {
  kind: "exclude-role",
  target: { policyId: "p-1", policyName: "Require MFA" },
  summary: "exclude",
  before: { excludeRoles: ["r-1"] },
  after: { excludeRoles: ["r-1", "r-2"] },
  reversible: true,
};

const users = (change: Partial<Wire["conditions"]["users"]>): Partial<Wire> => ({
  conditions: { ...WIRE.conditions, users: { ...WIRE.conditions.users, ...change } },
});
const excluding = (...excludeRoles: string[]) => users({ excludeRoles });

function executorOf(client: ServiceClient, images: readonly Policy[]) {
  return policyExecutor<ExcludeRoleChange>(client, createPolicyImages(images), createGroupLookup(client));
}
async function imagesOf(...wires: readonly unknown[]): Promise<readonly Policy[]> {
  return (await readPolicies(cannedService(() => json({ value: wires })).client)).value;
}
async function sight(change: Partial<Wire>): Promise<unknown> {
  const { client } = cannedService(() => json({ value: [{ ...WIRE, ...change }] }));
  return (await executorOf(client, await imagesOf(WIRE)).look([CHANGE]))[0];
}

test("exactly the excluded roles are sent, whole, and nothing else of the policy", async () => {
  const { client, sent } = cannedService(() => ({ status: 204 }));
  const executor = executorOf(client, []);
  await executor.send({ ...CHANGE, target: { ...CHANGE.target, policyId: "a/b" } });
  expect(sent).toEqual([
    {
      method: "PATCH",
      address: "/v1.0/identity/conditionalAccess/policies/a/b",
      encoded: "/v1.0/identity/conditionalAccess/policies/a%2Fb",
      body: { conditions: { users: { excludeRoles: ["r-1", "r-2"] } } },
    },
  ]);
  expect(executor.goodReads).toBe(5);
});

describe("a policy is seen", () => {
  test.each<[string, Partial<Wire>, string]>([
    ["as it was", {}, "before"],
    ["as it shall be", excluding("r-1", "r-2"), "after"],
    ["as it shall be, in another order", excluding("r-2", "r-1"), "after"],
    [
      "as it shall be, with the service's own note of the change",
      { ...excluding("r-1", "r-2"), modifiedDateTime: "2026-11-22T00:00:00Z" },
      "after",
    ],
  ])("%s", async (_what, change, expected) => {
    expect(await sight(change)).toMatchObject({ at: expected });
  });
});

describe("somebody else's change is seen, before and after our own", () => {
  test.each<[string, Partial<Wire>]>([
    ["the state", { state: "disabled" }],
    ["the name", { displayName: "Require MFA for all" }],
    ["another exclusion", users({ excludeUsers: [] })],
    ["an inclusion", users({ includeUsers: ["None"] })],
    ["a control", { grantControls: { operator: "OR", builtInControls: [] } }],
    ["a session control", { sessionControls: { signInFrequency: { value: 1 } } }],
    [
      "a condition that this program does not know",
      { conditions: { ...WIRE.conditions, somethingNew: { depth: ["y"] } } },
    ],
  ])("in %s", async (_what, change) => {
    const conditions = change.conditions ?? WIRE.conditions;
    const after = { ...conditions, users: { ...conditions.users, excludeRoles: ["r-1", "r-2"] } };
    const told = { at: "other", what: 'something else in the policy "Require MFA" differs from before' };
    expect(await sight(change)).toMatchObject(told);
    expect(await sight({ ...change, conditions: after })).toMatchObject(told);
  });

  test.each([
    ["one more", ["r-1", "r-9"]],
    ["ours and one more", ["r-1", "r-2", "r-9"]],
    ["none", []],
    ["ours only", ["r-2"]],
  ])("in the excluded roles: %s", async (_what, roles) => {
    expect(await sight(excluding(...roles))).toMatchObject({
      at: "other",
      what: 'the policy "Require MFA" excludes other roles than before',
    });
  });

  test("when the policy is gone", async () => {
    const { client } = cannedService(() => json({ value: [{ ...WIRE, id: "p-9" }] }));
    expect(await executorOf(client, await imagesOf(WIRE)).look([CHANGE])).toEqual([
      { at: "other", what: 'the policy "Require MFA" is gone' },
    ]);
  });
});

test("the whole policy is the image, for the journal", async () => {
  const { client } = cannedService(() => json({ value: [WIRE] }));
  const [seen] = await executorOf(client, await imagesOf(WIRE)).look([CHANGE]);
  expect(seen?.image).toEqual(WIRE);
});

test("all changes are looked at by one listing; each is compared with its own image", async () => {
  const second = { ...WIRE, id: "p-2", displayName: "Terms" };
  const { client, sent } = cannedService(() => json({ value: [{ ...second, ...excluding("r-1", "r-2") }, WIRE] }));
  const executor = executorOf(client, await imagesOf(WIRE, second));
  const changes = [CHANGE, { ...CHANGE, target: { policyId: "p-2", policyName: "Terms" } }];
  expect(await executor.look(changes)).toMatchObject([{ at: "before" }, { at: "after" }]);
  expect(sent).toHaveLength(1);
});
