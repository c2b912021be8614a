import { expect, test } from "vitest";
import { type AssignRoleChange, type CreateUserChange, planHash } from "../../src/shapes/change.js";

const create: CreateUserChange = {
  kind: "create-user",
  target: { userPrincipalName: "svc@contoso.example" },
  summary: "Create svc@contoso.example",
  before: null,
  after: { displayName: "Sync", mailNickname: "svc", accountEnabled: true },
  reversible: true,
};
const assign: AssignRoleChange = {
  kind: "assign-role",
  target: { userPrincipalName: "svc@contoso.example", principalId: null },
  summary: "Assign the role",
  before: null,
  after: { roleDefinitionId: "a92a", roleName: "Hybrid Identity Administrator", directoryScopeId: "/" },
  reversible: true,
};

const plan = [create, assign];

test("a plan's hash is SHA-256 in hex, and is the same wherever and whenever it is made", () => {
  expect(planHash([])).toBe("4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945");
  expect(planHash(plan)).toBe(planHash(JSON.parse(JSON.stringify(plan)) as typeof plan));
});

test("the order of keys does not count, at any depth", () => {
  const turned: CreateUserChange = {
    reversible: true,
    after: { accountEnabled: true, mailNickname: "svc", displayName: "Sync" },
    before: null,
    summary: "Create svc@contoso.example",
    target: { userPrincipalName: "svc@contoso.example" },
    kind: "create-user",
  };
  expect(planHash([turned])).toBe(planHash([create]));
});

test("the order of changes counts", () => {
  expect(planHash([assign, create])).not.toBe(planHash([create, assign]));
});

test.each<[string, CreateUserChange]>([
  ["a value deep inside", { ...create, after: { ...create.after, displayName: "Sync " } }],
  ["the target", { ...create, target: { userPrincipalName: "svc2@contoso.example" } }],
  ["reversibility", { ...create, reversible: false }],
  ["the summary", { ...create, summary: "Create" }],
])("%s counts", (_what, changed) => {
  expect(planHash([changed])).not.toBe(planHash([create]));
});

test("the order inside an array counts: it may mean something", () => {
  const exclude = (roles: readonly string[]) =>
    planHash([
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
