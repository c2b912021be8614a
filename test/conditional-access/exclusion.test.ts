// Who is taken out of which policy, by what, and what is left as it is.
import { describe, expect, test } from "vitest";
import { type AskedSubject, type ExclusionInput, planExclusion } from "../../src/conditional-access/exclusion.js";
import { mailNicknameOf } from "../../src/conditional-access/exclusion-group.js";
import { type ExclusionWishes, NO_EXCLUSION_WISHES } from "../../src/conditional-access/exclusion-wishes.js";
import type { ApplicationSubject, UserSubject } from "../../src/conditional-access/subject.js";
import type { JudgedBinding } from "../../src/conditional-access/witnesses.js";
import { GuardError, UsageError } from "../../src/shapes/errors.js";
import { known } from "../../src/shapes/fact.js";
import type { Policy } from "../../src/tenant/policies.js";
import { caught } from "../support/caught.js";
import { grantsOf, OTHER_SYNC_ROLE, policyOf, SYNC_ROLE, SYNC_USER, subjectOf, usersOf } from "./policy-of.js";

const OLD: AskedSubject = { subject: subjectOf(), is: "connector" };
const NEW: AskedSubject = {
  subject: subjectOf({
    name: "Sync_AADC02_0123456789ab@contoso.onmicrosoft.com",
    userId: "22222222-0000-4000-8000-000000000002",
  }),
  is: "connector",
};
const SVC: AskedSubject = {
  subject: person("svc-adconnect@contoso.onmicrosoft.com", "33333333"),
  is: "service-account",
};
const OTHER: AskedSubject = { subject: person("ops@contoso.com", "44444444"), is: "other" };
const FUTURE: AskedSubject = {
  subject: subjectOf({ name: "any holder of the role", userId: null }),
  is: "connector",
};

function person(name: string, id: string): UserSubject {
  return { ...subjectOf({ name, userId: `${id}-0000-4000-8000-000000000000` }), roleIds: [] };
}

function judgedOf(policy: Policy, { subject }: AskedSubject, change: Partial<JudgedBinding> = {}): JudgedBinding {
  return {
    ...{ policyId: policy.id, policyName: policy.displayName, subject: subject.name },
    verdict: policy.state === "enabledForReportingButNotEnforced" ? "report-only" : "binds",
    ...{ reason: "it includes all users", controls: ["mfa"], named: false, resources: [] },
    ...{ blocksLegacyClients: false, testimonies: [], agreed: true },
    ...change,
  };
}

const P = policyOf();

interface Case extends Partial<Omit<ExclusionInput, "judged">> {
  /** By policy and subject; what is missing binds. */
  readonly judged?: (policy: Policy, asked: AskedSubject) => Partial<JudgedBinding>;
}

function plan(
  { policies = [P], subjects = [OLD], judged = () => ({}), group = null }: Case,
  wishes: Partial<ExclusionWishes> = {},
) {
  const all = policies.flatMap((policy) => subjects.map((one) => judgedOf(policy, one, judged(policy, one))));
  return planExclusion({ policies, subjects, group, judged: all }, { ...NO_EXCLUSION_WISHES, ...wishes });
}

async function planned(...given: Parameters<typeof plan>) {
  return plan(...given);
}

const FREE = { verdict: "does-not-bind", reason: "it is about browsers" } as const;
const OPEN = { verdict: "unknown", reason: "it depends on the address", agreed: null } as const;

describe("by role, which is how those that synchronise are excluded", () => {
  test("policies that certainly bind somebody, and no others; one change for all of them", () => {
    const policies = [policyOf({}, { id: "binds" }), policyOf({}, { id: "free" })];
    const { changes, warnings, freed } = plan({
      policies,
      subjects: [OLD, NEW],
      judged: ({ id }, one) => (id === "free" || one === NEW ? FREE : {}),
    });
    expect(changes.map(({ target }) => target)).toEqual([{ policyId: "binds", policyName: "Require MFA" }]);
    expect(warnings).toEqual([]);
    expect(freed).toEqual([{ policyId: "binds", subject: OLD.subject.name }]);
  });

  test("roles that are excluded stay so, in their order, and none is written twice, in whatever case", () => {
    const users = usersOf({ includeUsers: ["All"], excludeRoles: ["r-1", OTHER_SYNC_ROLE.toUpperCase()] });
    const both = subjectOf({ roleIds: [SYNC_ROLE, OTHER_SYNC_ROLE] });
    expect(plan({ policies: [policyOf({ users })], subjects: [{ subject: both, is: "connector" }] }).changes).toEqual([
      {
        kind: "exclude-role",
        target: { policyId: "p-1", policyName: "Require MFA" },
        before: { excludeRoles: ["r-1", OTHER_SYNC_ROLE.toUpperCase()] },
        after: { excludeRoles: ["r-1", OTHER_SYNC_ROLE.toUpperCase(), SYNC_ROLE] },
        reversible: true,
        summary: 'exclude the role Directory Synchronization Accounts from the policy "Require MFA"',
      },
    ]);
  });

  test.each([
    ["held by nobody", [SYNC_ROLE], [SYNC_ROLE]],
    ["held beside the first", [SYNC_ROLE, OTHER_SYNC_ROLE], [SYNC_ROLE, OTHER_SYNC_ROLE]],
    ["held alone", [OTHER_SYNC_ROLE], [SYNC_ROLE, OTHER_SYNC_ROLE]],
  ])("On Premises Directory Sync Account: %s", (_how, roleIds, expected) => {
    const { changes } = plan({ subjects: [{ subject: subjectOf({ roleIds }), is: "connector" }] });
    expect(changes).toMatchObject([{ after: { excludeRoles: expected } }]);
  });

  test("also before the account exists", () => {
    expect(plan({ subjects: [FUTURE] }).changes).toMatchObject([{ kind: "exclude-role" }]);
  });

  test("who does not hold it directly, for the whole tenant and active, is told of, and how to go on", () => {
    const subject = subjectOf({ roleIds: [] });
    const { changes, warnings, freed } = plan({ subjects: [{ subject, is: "connector" }] });
    expect(changes).toEqual([]);
    expect(freed).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining("--via user")]);
  });

  test("who is bound although the role is excluded already is told of", () => {
    const users = usersOf({ includeUsers: ["All"], excludeRoles: [SYNC_ROLE] });
    const { changes, warnings } = plan({ policies: [policyOf({ users })] });
    expect(changes).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining("all the same")]);
  });

  test.each([SVC, OTHER])("is refused for $is: every other holder would be excluded", async (one) => {
    const refused = caught(UsageError, planned({ subjects: [OLD, one] }, { via: "role" }));
    expect(await refused).toMatchObject({ code: "via-role" });
  });
});

describe("what is left as it is, and told", () => {
  test.each([[[]], [["p-1"]]])("one that names somebody on purpose, whoever insists: %j", (policies) => {
    const judged = (_: Policy, one: AskedSubject) =>
      one === NEW ? { named: true, reason: "it names the account" } : {};
    for (const subjects of [
      [OLD, NEW],
      [NEW, OLD],
    ]) {
      const { changes, warnings } = plan({ subjects, judged }, { policies });
      expect(changes).toEqual([]);
      expect(warnings).toEqual([expect.stringContaining("on purpose (it names the account)")]);
    }
  });

  test("but not where what it names it does not bind", () => {
    const judged = (_: Policy, one: AskedSubject) => (one === NEW ? { ...FREE, named: true } : {});
    expect(plan({ subjects: [OLD, NEW], judged })).toMatchObject({ changes: [{ kind: "exclude-role" }], warnings: [] });
  });

  test("of users the one that it does not name is excluded all the same", () => {
    const judged = (_: Policy, one: AskedSubject) => (one === SVC ? { named: true } : {});
    const { changes, warnings } = plan({ subjects: [SVC, OTHER], judged });
    expect(changes).toMatchObject([{ kind: "exclude-user", target: { users: [{ name: OTHER.subject.name }] } }]);
    expect(warnings).toEqual([expect.stringContaining(`names ${SVC.subject.name} on purpose`)]);
  });

  test.each([[[]], [["p-1"]]])("one that only reports, whoever insists: %j", (policies) => {
    const reports = policyOf({}, { state: "enabledForReportingButNotEnforced" });
    const { changes, warnings } = plan({ policies: [reports] }, { policies });
    expect(changes).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining("report-only")]);
  });

  test("one that cannot be decided, with the option that does", () => {
    const { changes, warnings } = plan({ judged: () => OPEN });
    expect(changes).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(/it depends on the address.*--policy p-1/)]);
    expect(plan({ judged: () => OPEN }, { policies: ["P-1"] }).changes).toMatchObject([
      { target: { policyId: "p-1" } },
    ]);
    expect(plan({ judged: () => OPEN }, { policies: ["p-2"] }).changes).toEqual([]);
  });

  test.each(["binds", "does-not-bind", "unknown"] as const)("one in dispute that %s, with all sides", (verdict) => {
    const judged = () => ({
      ...{ verdict, agreed: false },
      testimonies: [
        { witness: "evaluator" as const, resource: "r", says: "applies" as const, because: "it includes all users" },
        { witness: "what-if" as const, resource: "r", says: "does-not-apply" as const, because: "users" },
      ],
    });
    const { changes, warnings } = plan({ judged });
    expect(changes).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching(
        /in dispute: our own.*it applies \(it includes.*What-If.*not apply \(users\).*--policy p-1/,
      ),
    ]);
    expect(plan({ judged }, { policies: ["p-1"] }).changes).toMatchObject([{ target: { policyId: "p-1" } }]);
  });

  test("one that was named and binds nobody", () => {
    const { changes, warnings } = plan({ judged: () => FREE }, { policies: ["p-1"] });
    expect(changes).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining("although it was named")]);
  });

  test("one that keeps out clients without modern authentication; naming it is refused, whatever its verdict", async () => {
    const judged = () => ({ blocksLegacyClients: true, controls: ["block"] });
    expect(plan({ judged })).toMatchObject({
      changes: [],
      warnings: [expect.stringContaining("modern authentication")],
    });
    for (const more of [{}, FREE, OPEN])
      expect(
        await caught(GuardError, planned({ judged: () => ({ ...judged(), ...more }) }, { policies: ["p-1"] })),
      ).toMatchObject({ code: "legacy-clients" });
  });

  test("terms of use alone, to which the person at the wizard can agree; an engine cannot", () => {
    const terms = policyOf({}, { grantControls: grantsOf({ termsOfUse: ["t-1"] }) });
    expect(plan({ policies: [terms], subjects: [SVC] })).toMatchObject({
      changes: [],
      warnings: [expect.stringContaining("can do what it demands")],
    });
    expect(plan({ policies: [terms] }).changes).toHaveLength(1);
    const both = policyOf(
      {},
      { grantControls: grantsOf({ operator: "AND", builtInControls: ["mfa"], termsOfUse: ["t"] }) },
    );
    expect(plan({ policies: [both], subjects: [SVC] }).changes).toHaveLength(1);
  });
});

test("one that is not understood as a whole is never written, not even where somebody insists", () => {
  const strange = { ...P, strange: ["conditions.users.excludeUsers"] };
  for (const policies of [[], ["p-1"]]) {
    const { changes, warnings, freed } = plan({ policies: [strange] }, { policies });
    expect([changes, freed]).toEqual([[], []]);
    expect(warnings).toEqual([expect.stringContaining("not understood")]);
  }
});

describe("applications", () => {
  const application: ApplicationSubject = {
    ...{ kind: "application", name: "ConnectSyncProvisioning_A", servicePrincipalId: "sp-1", ownTenantOnly: true },
  };
  const APP: AskedSubject = { subject: application, is: "application" };

  test("alone need no exclusion, and nothing is written", () => {
    expect(plan({ subjects: [APP], judged: () => FREE })).toEqual({
      changes: [],
      warnings: [expect.stringContaining("no exclusion is needed")],
      freed: [],
    });
  });

  test("are told of policies for workload identities that bind them, and what to do", () => {
    const { changes, warnings } = plan({ subjects: [APP, OLD] });
    expect(changes).toHaveLength(1);
    expect(warnings).toEqual([
      expect.stringContaining("no exclusion is needed"),
      expect.stringMatching(/workload identities, blocks ConnectSync.*exclude the service principal/),
    ]);
  });
});

describe("by user", () => {
  test("is how others are excluded; whoever is excluded already stays so", () => {
    const users = usersOf({ includeUsers: ["All"], excludeUsers: [SYNC_USER, "b"] });
    const { changes } = plan({ policies: [policyOf({ users })], subjects: [SVC, OTHER] });
    expect(changes).toMatchObject([
      {
        kind: "exclude-user",
        target: { users: [{ name: SVC.subject.name }, { name: OTHER.subject.name }] },
        before: { excludeUsers: [SYNC_USER, "b"] },
        after: {
          excludeUsers: [
            SYNC_USER,
            "b",
            "33333333-0000-4000-8000-000000000000",
            "44444444-0000-4000-8000-000000000000",
          ],
        },
      },
    ]);
  });

  test("each his own way where nothing is said", () => {
    expect(plan({ subjects: [OLD, SVC] }).changes.map(({ kind }) => kind)).toEqual(["exclude-role", "exclude-user"]);
    expect(plan({ subjects: [OLD, SVC] }, { via: "user" }).changes).toHaveLength(1);
  });

  test("nobody who does not exist yet", () => {
    const { changes, warnings } = plan({ subjects: [FUTURE] }, { via: "user" });
    expect(changes).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining("does not exist yet")]);
  });
});

describe("by group", () => {
  const group = {
    ...{ id: "g-1", displayName: "Excluded from MFA by aadc-cloud", kinds: [], assignableToRole: true, synced: false },
    ...{ mailNickname: mailNicknameOf("Excluded from MFA by aadc-cloud"), securityEnabled: true, mailEnabled: false },
  };
  const source = { request: "GET" };
  const found = (...ids: readonly string[]) => ({
    group,
    members: known(
      ids.map((id) => ({ id, name: id })),
      source,
    ),
    owners: known([], source),
    roles: known([], source),
  });
  const policies = [policyOf({}, { id: "p-1" }), policyOf({}, { id: "p-2" })];

  test("a new one: made first, then its members, then excluded once from each policy", () => {
    const { changes } = plan({ policies, subjects: [OLD, NEW] }, { via: "group" });
    expect(changes.map(({ kind }) => kind)).toEqual([
      ...["create-group", "add-group-member", "add-group-member", "exclude-group", "exclude-group"],
    ]);
    expect(changes[0]).toMatchObject({ after: { isAssignableToRole: true } });
    expect(changes[3]).toMatchObject({ after: { excludeGroups: [null] } });
  });

  test("one that is excluded already: memberships only", () => {
    const excluding = policies.map(({ id }) =>
      policyOf({ users: usersOf({ includeUsers: ["All"], excludeGroups: ["G-1"] }) }, { id }),
    );
    const { changes, freed } = plan(
      { policies: excluding, subjects: [NEW], group: found(SYNC_USER) },
      { via: "group" },
    );
    expect(changes).toMatchObject([{ kind: "add-group-member", target: { groupId: "g-1" } }]);
    expect(freed.map(({ policyId }) => policyId)).toEqual(["p-1", "p-2"]);
  });

  test("who is in it already is not added; what it is taken out of besides is told", () => {
    const other = policyOf({ users: usersOf({ includeUsers: ["All"], excludeGroups: ["g-1"] }) }, { id: "p-2" });
    const { changes, warnings, freed } = plan(
      {
        policies: [P, other],
        group: found(SYNC_USER.toUpperCase()),
        judged: ({ id }) => (id === "p-2" ? OPEN : {}),
      },
      { via: "group" },
    );
    expect(changes.map(({ kind }) => kind)).toEqual(["exclude-group"]);
    expect(warnings).toContainEqual(expect.stringMatching(/taken out of "Require MFA", too/));
    expect(freed).toContainEqual({ policyId: "p-2", subject: OLD.subject.name });
  });

  test("who is asked for and in it counts as freed wherever the group will be excluded", () => {
    const { freed } = plan(
      {
        subjects: [OLD, SVC],
        group: found(SYNC_USER, SVC.subject.kind === "user" ? (SVC.subject.userId ?? "") : ""),
        judged: (_policy, { is }) => (is === "service-account" ? OPEN : {}),
      },
      { via: "group" },
    );
    expect(freed).toContainEqual({ policyId: "p-1", subject: SVC.subject.name });
  });

  test("not one that a policy is aimed at", async () => {
    const aimed = policyOf({ users: usersOf({ includeGroups: ["g-1"] }) }, { id: "p-2" });
    const refused = caught(GuardError, planned({ policies: [P, aimed], group: found() }, { via: "group" }));
    expect(await refused).toMatchObject({ code: "group-unfit" });
  });
});
