import { describe, expect, test } from "vitest";
import { createGroupLookup } from "../../src/changes/group-lookup.js";
import { policyExecutor } from "../../src/changes/policy-executor.js";
import { createPolicyImages } from "../../src/changes/policy-images.js";
import type { ServiceClient } from "../../src/cloud/service-client.js";
import { AadcError, ServiceError } from "../../src/shapes/errors.js";
import type { ExcludeGroupChange, ExcludeRoleChange, ExcludeUserChange } from "../../src/shapes/exclusion-change.js";
import { type Policy, readPolicies } from "../../src/tenant/policies.js";
import { caught } from "../support/caught.js";
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

describe("every other policy must be as it was, too", () => {
  const second = { ...WIRE, id: "p-2", displayName: "Terms" };
  const other = { at: "other", what: 'something else in the policy "Terms" differs from before' };
  async function seenWith(now: readonly unknown[]): Promise<unknown> {
    const { client } = cannedService(() => json({ value: now }));
    return (await executorOf(client, await imagesOf(WIRE, second)).look([CHANGE]))[0];
  }

  test.each<[string, readonly unknown[], object]>([
    ["nothing is changed", [WIRE, second], { at: "before" }],
    ["another one is switched off", [WIRE, { ...second, state: "disabled" }], other],
    ["another one excludes more", [WIRE, { ...second, ...excluding("r-1", "r-9") }], other],
    [
      "after our own change, too",
      [
        { ...WIRE, ...excluding("r-1", "r-2") },
        { ...second, state: "disabled" },
      ],
      other,
    ],
    ["another one is gone", [WIRE], { at: "other", what: 'the policy "Terms" is gone' }],
    ["there is a new one", [WIRE, second, { ...WIRE, id: "p-3" }], { at: "before" }],
    ["an id is told in other letters", [WIRE, { ...second, ...excluding("R-1") }], { at: "before" }],
  ])("%s", async (_what, now, expected) => {
    expect(await seenWith(now)).toMatchObject(expected);
  });

  test("what the same run writes elsewhere, or deletes, is no stranger's", async () => {
    const { client } = cannedService(() => json({ value: [WIRE] }));
    const images = createPolicyImages(await imagesOf(WIRE, second));
    images.deletes("P-2");
    const executor = policyExecutor<ExcludeRoleChange>(client, images, createGroupLookup(client));
    expect(await executor.look([CHANGE])).toMatchObject([{ at: "before" }]);
    const written = cannedService(() => json({ value: [WIRE, { ...second, state: "disabled" }] }));
    const own = createPolicyImages(await imagesOf(WIRE, second));
    own.writes("p-2", ["state"], ["enabled", "disabled"]);
    const beside = policyExecutor<ExcludeRoleChange>(written.client, own, createGroupLookup(client));
    expect(await beside.look([CHANGE])).toMatchObject([{ at: "before" }]);
  });
});

describe("several changes of one run", () => {
  const more: ExcludeRoleChange = { ...CHANGE, before: CHANGE.after, after: { excludeRoles: ["r-1", "r-2", "r-3"] } };
  const user: ExcludeUserChange = {
    kind: "exclude-user",
    target: { ...CHANGE.target, users: [{ id: "u-1", name: "svc" }] },
    summary: "exclude",
    before: { excludeUsers: ["break-glass"] },
    after: { excludeUsers: ["break-glass", "u-1"] },
    reversible: true,
  };

  test.each([
    ["nothing is written", ["r-1"], ["before", "before"]],
    ["the first one is", ["r-1", "r-2"], ["after", "before"]],
    ["both are", ["r-3", "R-2", "r-1"], ["after", "after"]],
  ])("of one list: %s", async (_what, roles, expected) => {
    const { client } = cannedService(() => json({ value: [{ ...WIRE, ...excluding(...roles) }] }));
    const sights = await executorOf(client, await imagesOf(WIRE)).look([CHANGE, more]);
    expect(sights.map(({ at }) => at)).toEqual(expected);
  });

  test("of two lists of one policy: neither is a stranger's to the other, on a late replica neither", async () => {
    let now: Partial<Wire> = {};
    const { client } = cannedService(() => json({ value: [{ ...WIRE, ...now }] }));
    const images = createPolicyImages(await imagesOf(WIRE));
    const groups = createGroupLookup(client);
    const byRole = policyExecutor<ExcludeRoleChange>(client, images, groups);
    const byUser = policyExecutor<ExcludeUserChange>(client, images, groups);
    expect(await byRole.look([CHANGE])).toMatchObject([{ at: "before" }]);
    now = excluding("r-1", "r-2");
    expect(await byUser.look([user])).toMatchObject([{ at: "before" }]);
    now = users({ excludeRoles: ["r-1"], excludeUsers: ["U-1", "break-glass"] });
    expect(await byUser.look([user])).toMatchObject([{ at: "after" }]);
    expect(await byRole.look([CHANGE])).toMatchObject([{ at: "before" }]);
    now = users({ excludeRoles: ["r-9"], excludeUsers: ["u-1", "break-glass"] });
    expect(await byUser.look([user])).toMatchObject([{ at: "other" }]);
  });

  test("what the part that was cut has written is no stranger's", async () => {
    const { client } = cannedService(() => json({ value: [{ ...WIRE, ...excluding("r-1", "r-2") }] }));
    const images = createPolicyImages(await imagesOf(WIRE));
    const groups = createGroupLookup(client);
    const byUser = policyExecutor<ExcludeUserChange>(client, images, groups);
    expect(await byUser.look([user])).toMatchObject([{ at: "other" }]);
    policyExecutor<ExcludeRoleChange>(client, images, groups).sentEarlier?.(CHANGE, null);
    expect(await byUser.look([user])).toMatchObject([{ at: "before" }]);
  });
});

describe("a group that the same run makes", () => {
  const change: ExcludeGroupChange = {
    kind: "exclude-group",
    target: { ...CHANGE.target, groupName: "G" },
    summary: "exclude",
    before: { excludeGroups: [] },
    after: { excludeGroups: [null] },
    reversible: true,
  };
  const unknownGroup = { status: 400, body: { error: { code: "BadRequest", message: "1030: invalid group" } } };

  test("is not excluded before its id is known, then by its id, and waited for", async () => {
    const { client, sent } = cannedService(({ method }) =>
      method === "PATCH" ? unknownGroup : json({ value: [WIRE] }),
    );
    const groups = createGroupLookup(client);
    const executor = policyExecutor<ExcludeGroupChange>(client, createPolicyImages(await imagesOf(WIRE)), groups);
    expect(await executor.look([change])).toMatchObject([{ at: "before" }]);
    expect((await caught(ServiceError, executor.send(change))).code).toBe("not-replicated");
    expect(sent.some(({ method }) => method === "PATCH")).toBe(false);
    groups.recall("G", "g-1");
    const refused = await caught(ServiceError, executor.send(change));
    expect(sent.at(-1)?.body).toEqual({ conditions: { users: { excludeGroups: ["g-1"] } } });
    expect(executor.isLag(refused)).toBe(true);
    const known = { ...change, after: { excludeGroups: ["g-1"] } };
    expect(executor.isLag(await caught(ServiceError, executor.send(known)))).toBe(false);
  });
});

test("a policy in a form that this version does not know is not written to: its list might be lost", async () => {
  const { client } = cannedService(() => json({ value: [{ ...WIRE, ...users({ excludeUsers: 7 } as never) }] }));
  const [seen] = await executorOf(client, await imagesOf({ ...WIRE, ...users({ excludeUsers: 7 } as never) })).look([
    CHANGE,
  ]);
  expect(seen).toMatchObject({ at: "other", what: expect.stringContaining("excludeUsers") as string });
});

describe("a refusal says what can be done", () => {
  test.each<[string, object, number, string]>([
    [
      "an approved client app",
      { grantControls: { operator: "OR", builtInControls: ["approvedApplication"] } },
      400,
      "2026-06-30",
    ],
    ["anything else, such as too many accounts", {}, 400, "--via group"],
    ["no licence any more, or no right", {}, 403, "P1"],
  ])("%s", async (_what, change, status, remedy) => {
    const answer = { status, body: { error: { code: "BadRequest", message: "No." } } };
    const { client } = cannedService(() => answer);
    const error = await caught(AadcError, executorOf(client, await imagesOf({ ...WIRE, ...change })).send(CHANGE));
    expect(error.remedy).toContain(remedy);
    expect(error.message).toContain("No.");
  });
});
