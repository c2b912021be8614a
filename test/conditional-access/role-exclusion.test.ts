import { describe, expect, test } from "vitest";
import { bindingOf } from "../../src/conditional-access/binding.js";
import { planRoleExclusion } from "../../src/conditional-access/role-exclusion.js";
import type { Policy } from "../../src/tenant/policies.js";
import { OTHER_SYNC_ROLE, policyOf, SYNC_ROLE, SYNC_USER, subjectOf, usersOf } from "./policy-of.js";

const subject = subjectOf();
const risky = policyOf({ userRiskLevels: ["high"] }, { id: "p-risk", displayName: "Risky users" });

function plan(policies: readonly Policy[], roleIds = [SYNC_ROLE], insistOn: readonly string[] = []) {
  const bindings = policies.map((policy) => bindingOf(policy, subject));
  return planRoleExclusion(policies, bindings, roleIds, insistOn);
}

test("the smallest set: policies that certainly bind, and no others", () => {
  const policies = [
    policyOf({}, { id: "binds" }),
    policyOf({ clientAppTypes: ["browser"] }, { id: "browsers" }),
    policyOf({ users: usersOf({ includeUsers: ["All"], excludeRoles: [SYNC_ROLE] }) }, { id: "excluded already" }),
    policyOf({}, { id: "off", state: "disabled" }),
    policyOf({ users: null }, { id: "workload" }),
  ];
  const { changes, warnings } = plan(policies);
  expect(changes.map(({ target }) => target.policyId)).toEqual(["binds"]);
  expect(warnings).toEqual([]);
});

test("roles that are excluded stay so, in their order, and none is written twice", () => {
  const users = usersOf({ includeUsers: ["All"], excludeRoles: ["r-1", OTHER_SYNC_ROLE] });
  const [change] = plan([policyOf({ users })], [SYNC_ROLE, OTHER_SYNC_ROLE]).changes;
  expect(change).toMatchObject({
    kind: "exclude-role",
    target: { policyId: "p-1", policyName: "Require MFA" },
    before: { excludeRoles: ["r-1", OTHER_SYNC_ROLE] },
    after: { excludeRoles: ["r-1", OTHER_SYNC_ROLE, SYNC_ROLE] },
    reversible: true,
    summary: 'exclude the role Directory Synchronization Accounts from the policy "Require MFA"',
  });
});

test("exactly the roles asked for are excluded", () => {
  expect(plan([policyOf()], [SYNC_ROLE]).changes[0]?.after.excludeRoles).toEqual([SYNC_ROLE]);
  expect(plan([policyOf()], [SYNC_ROLE, OTHER_SYNC_ROLE]).changes[0]?.after.excludeRoles).toEqual([
    SYNC_ROLE,
    OTHER_SYNC_ROLE,
  ]);
});

test.each([
  ["the account", usersOf({ includeUsers: [SYNC_USER] })],
  ["its role", usersOf({ includeRoles: [SYNC_ROLE] })],
])("a policy that names %s on purpose is reported and not touched, whoever insists", (_what, users) => {
  const { changes, warnings } = plan([policyOf({ users })], [SYNC_ROLE], ["p-1"]);
  expect(changes).toEqual([]);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain("on purpose");
});

describe("a policy that names one identity of several", () => {
  const byAll = bindingOf(policyOf(), subject);
  const byName = bindingOf(policyOf({ users: usersOf({ includeUsers: [SYNC_USER] }) }), subject);
  const byNamePerhaps = bindingOf(
    policyOf({ users: usersOf({ includeUsers: [SYNC_USER] }), userRiskLevels: ["high"] }),
    subject,
  );
  const byNameInReports = bindingOf(
    policyOf({ users: usersOf({ includeUsers: [SYNC_USER] }) }, { state: "enabledForReportingButNotEnforced" }),
    subject,
  );

  test.each([
    ["certainly", byName],
    ["perhaps", byNamePerhaps],
    ["for reports only", byNameInReports],
  ])("%s is reported and not touched, in whatever order they come and whoever insists", (_how, named) => {
    expect(named.named).toBe(true);
    for (const bindings of [[named], [named, byAll], [byAll, named], [byAll, named, byAll]])
      for (const insistOn of [[], ["p-1"]]) {
        const { changes, warnings } = planRoleExclusion([policyOf()], bindings, [SYNC_ROLE], insistOn);
        expect(changes).toEqual([]);
        expect(warnings).toHaveLength(1);
        expect(warnings[0]).toContain(`on purpose (${named.reason})`);
      }
  });

  test("but does not bind it leaves the others to be excluded", () => {
    const off = bindingOf(
      policyOf({ users: usersOf({ includeUsers: [SYNC_USER] }), clientAppTypes: ["browser"] }),
      subject,
    );
    expect(off).toMatchObject({ named: true, verdict: "does-not-bind" });
    for (const bindings of [
      [off, byAll],
      [byAll, off],
    ])
      expect(planRoleExclusion([policyOf()], bindings, [SYNC_ROLE], [])).toMatchObject({
        changes: [{ target: { policyId: "p-1" } }],
        warnings: [],
      });
  });
});

test("where every role is excluded already nothing is changed, even if somebody is bound or somebody insists", () => {
  const users = usersOf({ includeUsers: ["All"], excludeRoles: [OTHER_SYNC_ROLE, SYNC_ROLE] });
  const bound = bindingOf(policyOf({ users }), subjectOf({ roleIds: [] }));
  expect(bound).toMatchObject({ verdict: "binds", named: false });
  expect(planRoleExclusion([policyOf({ users })], [bound], [SYNC_ROLE, OTHER_SYNC_ROLE], [])).toEqual({
    changes: [],
    warnings: [],
  });
  const open = { ...bound, verdict: "unknown" as const };
  expect(planRoleExclusion([policyOf({ users })], [open], [SYNC_ROLE], ["p-1"]).changes).toEqual([]);
});

describe("a policy that cannot be decided", () => {
  test("is not touched; the warning names the option that does", () => {
    const { changes, warnings } = plan([risky]);
    expect(changes).toEqual([]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("--policy p-risk");
  });

  test("is changed when its own id is insisted on, not another one's", () => {
    expect(plan([risky], [SYNC_ROLE], ["p-risk"])).toMatchObject({
      changes: [{ target: { policyId: "p-risk" } }],
      warnings: [],
    });
    expect(plan([risky], [SYNC_ROLE], ["p-1"]).changes).toEqual([]);
  });
});

test("report-only is warned of, not touched, whoever insists", () => {
  const { changes, warnings } = plan(
    [policyOf({}, { state: "enabledForReportingButNotEnforced" })],
    [SYNC_ROLE],
    ["p-1"],
  );
  expect(changes).toEqual([]);
  expect(warnings[0]).toContain("report-only");
});

test("one identity of several that is bound is enough, and makes one change", () => {
  const policy = policyOf({ users: usersOf({ includeGroups: ["g"] }) });
  const bound = { ...bindingOf(policyOf(), subject), subject: "bound" };
  const free = bindingOf(policy, subject);
  for (const bindings of [
    [free, bound],
    [bound, free],
    [bound, bound],
  ])
    expect(planRoleExclusion([policy], bindings, [SYNC_ROLE], []).changes).toHaveLength(1);
});

test("where nobody was looked at nothing is changed", () => {
  expect(planRoleExclusion([policyOf()], [], [SYNC_ROLE], ["p-1"])).toEqual({ changes: [], warnings: [] });
});
