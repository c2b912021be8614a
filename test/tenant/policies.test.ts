import { describe, expect, test } from "vitest";
import { observe } from "../../src/tenant/observe.js";
import { readPolicies } from "../../src/tenant/policies.js";
import { answering, cannedService, forbidden, json } from "./canned-service.js";

const ADDRESS = "/v1.0/identity/conditionalAccess/policies";
const read = async (wire: unknown) =>
  (await readPolicies(answering({ [ADDRESS]: json({ value: [wire] }) }).client)).value[0];

const WIRE = {
  id: "p-1",
  displayName: "Require MFA",
  state: "enabled",
  templateId: null,
  modifiedDateTime: "2026-10-01T00:00:00.1234567Z",
  conditions: {
    users: { includeUsers: ["All"], excludeUsers: [], includeRoles: [], excludeRoles: ["r-1"], somethingNew: ["x"] },
    applications: { includeApplications: ["All"], excludeApplications: [] },
    clientAppTypes: ["all"],
    locations: null,
    agentRiskLevels: ["high"],
  },
  grantControls: { operator: "OR", builtInControls: ["mfa"], "authenticationStrength@odata.context": "x" },
  sessionControls: { signInFrequency: { value: 1, type: "hours", isEnabled: true } },
};

test("a policy is understood as far as need be; missing lists are empty", async () => {
  expect(await read(WIRE)).toMatchObject({
    id: "p-1",
    state: "enabled",
    conditions: {
      users: { includeUsers: ["All"], includeGroups: [], excludeGroups: [], excludeRoles: ["r-1"] },
      applications: { includeApplications: ["All"], includeUserActions: [] },
    },
    grantControls: { builtInControls: ["mfa"], termsOfUse: [] },
  });
});

test("`whole` is what Graph answered, to the letter: nothing is added to it and nothing is lost", async () => {
  expect((await read(WIRE))?.whole).toEqual(WIRE);
});

test.each([
  ["no users: it is about workload identities", { ...WIRE.conditions, users: undefined }],
  ["users null", { ...WIRE.conditions, users: null }],
  ["lists null", { users: { includeUsers: null, excludeRoles: null }, applications: null, clientAppTypes: null }],
  ["nothing", {}],
])("conditions with %s are taken", async (_what, conditions) => {
  expect(await read({ ...WIRE, conditions })).toMatchObject({ id: "p-1" });
});

test("values that came later are kept: an unknown state is not taken for another", async () => {
  expect((await read({ ...WIRE, state: "enabledSometimes" }))?.state).toBe("enabledSometimes");
  expect((await read({ ...WIRE, grantControls: null }))?.grantControls).toBeNull();
});

test.each<[string, unknown, string]>([
  ["no state", { ...WIRE, state: undefined }, "state"],
  ["a state that is no text", { ...WIRE, state: { value: "enabled" } }, "state"],
  ["a name that is no text", { ...WIRE, displayName: { en: "x" } }, "displayName"],
  ["conditions that are a text", { ...WIRE, conditions: "all" }, "conditions"],
  ["no conditions", { ...WIRE, conditions: undefined }, "conditions"],
  ["users that are no object", { ...WIRE, conditions: { users: "All" } }, "conditions.users"],
  [
    "a list that is a text",
    { ...WIRE, conditions: { users: { includeUsers: "All" } } },
    "conditions.users.includeUsers",
  ],
  [
    "a list of objects",
    { ...WIRE, conditions: { users: { excludeUsers: ["u-1", { id: "u-2" }] } } },
    "conditions.users.excludeUsers",
  ],
  ["controls that are a list", { ...WIRE, grantControls: ["mfa"] }, "grantControls"],
  [
    "guests that are a list",
    { ...WIRE, conditions: { users: { includeGuestsOrExternalUsers: ["internalGuest"] } } },
    "conditions.users.includeGuestsOrExternalUsers",
  ],
])(
  "a policy with %s is there, and says where it is strange; the others are as they are",
  async (_what, wire, where) => {
    const { client } = answering({ [ADDRESS]: json({ value: [wire, WIRE] }) });
    const [strange, other] = (await readPolicies(client)).value;
    expect(strange).toMatchObject({ id: "p-1", strange: [where], whole: JSON.parse(JSON.stringify(wire)) as unknown });
    expect(other?.strange).toBeUndefined();
  },
);

test("a policy may be strange in several places", async () => {
  const wire = {
    ...WIRE,
    state: 1,
    conditions: { ...WIRE.conditions, clientAppTypes: "all", users: { includeRoles: {} } },
  };
  expect((await read(wire))?.strange?.toSorted()).toEqual([
    "conditions.clientAppTypes",
    "conditions.users.includeRoles",
    "state",
  ]);
});

test.each([
  ["without an id", { ...WIRE, id: undefined }],
  ["with an id that is no text", { ...WIRE, id: 7 }],
  ["that is a text", "policy"],
  ["that is null", null],
])("something %s is no policy: the whole listing is refused, and none is passed over", async (_what, wire) => {
  const { client } = answering({ [ADDRESS]: json({ value: [WIRE, wire] }) });
  await expect(readPolicies(client)).rejects.toMatchObject({ code: "unexpected-shape" });
});

describe("the listing", () => {
  test("is one request, as the lane allows one a second", async () => {
    const { client, sent } = cannedService(() => json({ value: [WIRE, { ...WIRE, id: "p-2" }] }));
    expect((await readPolicies(client)).value).toHaveLength(2);
    expect(sent.map(({ method, address }) => `${method} ${address}`)).toEqual([`GET ${ADDRESS}`]);
  });

  test("that is refused names the permission", async () => {
    expect(JSON.stringify(await observe(readPolicies(cannedService(() => forbidden).client)))).toContain(
      "Policy.Read.All",
    );
  });
});
