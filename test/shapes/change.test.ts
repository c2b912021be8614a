import { expect, test } from "vitest";
import type { AssignRoleChange, CreateUserChange } from "../../src/shapes/account-change.js";
import type { Change } from "../../src/shapes/change.js";
import { type PlanCore, planHash } from "../../src/shapes/plan.js";

const create: CreateUserChange = {
  kind: "create-user",
  target: { userPrincipalName: "svc@contoso.example" },
  summary: "Create svc@contoso.example",
  before: null,
  after: {
    displayName: "Sync",
    mailNickname: "svc",
    accountEnabled: true,
    passwordPolicies: "DisablePasswordExpiration",
  },
  reversible: true,
};
const assign: AssignRoleChange = {
  kind: "assign-role",
  target: { userPrincipalName: "svc@contoso.example", userId: null },
  summary: "Assign the role",
  before: null,
  after: {
    roleDefinitionId: "a92a",
    roleName: "Hybrid Identity Administrator",
    directoryScopeId: "/",
    how: "direct",
    duration: null,
  },
  reversible: true,
};

const plan = [create, assign];
const about = {
  ...{ tenantId: "t", command: "setup-svc-account", subject: "svc@contoso.example" },
  wishes: { name: "svc", staleAfterMs: 3_600_000, passwordTo: "file:/pw" },
  guardsOverridden: ["tier-0"],
};
const hashOf = (changes: readonly Change[], more: Partial<PlanCore> = {}) =>
  planHash({ ...about, plan: changes, ...more });

test("a plan's hash is SHA-256 in hex, and is the same wherever and whenever it is made", () => {
  expect(hashOf([])).toBe("d7352cb39e08c50b7821e7e6575e5f642b5668386baf9b8541f34718f2d9e9fe");
  expect(hashOf(plan)).toBe(hashOf(JSON.parse(JSON.stringify(plan)) as typeof plan));
});

test("the order of keys does not count, at any depth", () => {
  const turned: CreateUserChange = {
    reversible: true,
    after: {
      passwordPolicies: "DisablePasswordExpiration",
      accountEnabled: true,
      mailNickname: "svc",
      displayName: "Sync",
    },
    before: null,
    summary: "Create svc@contoso.example",
    target: { userPrincipalName: "svc@contoso.example" },
    kind: "create-user",
  };
  expect(hashOf([turned])).toBe(hashOf([create]));
});

test("the order of changes counts", () => {
  expect(hashOf([assign, create])).not.toBe(hashOf([create, assign]));
});

test.each<[string, CreateUserChange]>([
  ["a value deep inside", { ...create, after: { ...create.after, displayName: "Sync " } }],
  ["the target", { ...create, target: { userPrincipalName: "svc2@contoso.example" } }],
  ["reversibility", { ...create, reversible: false }],
  ["the summary", { ...create, summary: "Create" }],
])("%s counts", (_what, changed) => {
  expect(hashOf([changed])).not.toBe(hashOf([create]));
});

test("the order inside an array counts: it may mean something", () => {
  const exclude = (roles: readonly string[]) =>
    hashOf([
      {
        kind: "exclude-role",
        target: { policyId: "p", policyName: "MFA" },
        summary: "",
        before: { excludeRoles: [] },
        after: { excludeRoles: roles },
        reversible: true,
      },
    ]);
  expect(exclude(["a", "b"])).not.toBe(exclude(["b", "a"]));
});

test.each<[string, Partial<PlanCore>]>([
  ["the tenant", { tenantId: "u" }],
  ["the command", { command: "mfa-exclusion add" }],
  ["the subject", { subject: "other@contoso.example" }],
  ["a wish that is a guard", { wishes: { ...about.wishes, staleAfterMs: 1 } }],
  ["a wish less", { wishes: { name: "svc" } }],
  ["a guard that is opened", { guardsOverridden: [] }],
])("%s counts", (_what, more) => {
  expect(hashOf(plan, more)).not.toBe(hashOf(plan));
});

test("where a password goes does not count: it is said by whoever carries the plan out", () => {
  expect(hashOf(plan, { wishes: { ...about.wishes, passwordTo: "stdout" } })).toBe(hashOf(plan));
  const { passwordTo: _place, ...rest } = about.wishes;
  expect(hashOf(plan, { wishes: rest })).toBe(hashOf(plan));
});

test("what else a saved plan has does not count", () => {
  const saved = { ...about, plan, at: "2026-11-22T10:00:00.000Z", warnings: ["Beware."] };
  expect(planHash(saved)).toBe(hashOf(plan));
});
