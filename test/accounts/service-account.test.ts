import { describe, expect, test } from "vitest";
import type { ExistingAccount } from "../../src/accounts/account-facts.js";
import { planServiceAccount } from "../../src/accounts/service-account.js";
import type { SetupWishes } from "../../src/accounts/setup-wishes.js";
import { GuardError } from "../../src/shapes/errors.js";
import type { DeletedUser } from "../../src/tenant/deleted-users.js";
import type { User } from "../../src/tenant/users.js";
import { thrown } from "../shapes/thrown.js";
import {
  ACCOUNT,
  ASSIGNED,
  FACTS,
  MARK,
  MEMBER,
  ROLE,
  read,
  UPN,
  unread,
  WITHOUT_ROLES,
  wishing,
} from "./account-facts.js";

const NEW = ["create-user", "mark-account", "assign-role"];

function planned(account: Partial<ExistingAccount> | null, wishes: Partial<SetupWishes> = {}, facts = FACTS) {
  const existing = account === null ? null : { ...ACCOUNT, ...account };
  const { plan, ...rest } = planServiceAccount({ ...facts, account: existing }, wishing(wishes));
  return { plan, kinds: plan.map(({ kind }) => kind), ...rest };
}

describe("where there is no such account", () => {
  test("it is made, marked, then given the role, directly and tenant-wide", () => {
    const { plan, kinds, held } = planned(null, { displayName: "Entra Connect wizard" });
    expect(kinds).toEqual(NEW);
    expect(held).toBeNull();
    expect(plan).toMatchObject([
      {
        target: { userPrincipalName: UPN },
        before: null,
        after: { displayName: "Entra Connect wizard", mailNickname: "svc-adconnect", accountEnabled: true },
      },
      { target: { userPrincipalName: UPN, userId: null }, after: { purpose: "service-account" } },
      { target: { userPrincipalName: UPN, userId: null }, after: { roleDefinitionId: ROLE, how: "direct" } },
    ]);
  });

  test("a pass is given before the role, while fewer rights do", () => {
    const { kinds, plan } = planned(null, { tapMinutes: 480 });
    expect(kinds).toEqual(["create-user", "mark-account", "create-pass", "assign-role"]);
    expect(plan[2]).toMatchObject({ after: { lifetimeInMinutes: 480 }, reversible: true });
  });

  test("the plan has no place for a password", () => {
    expect(JSON.stringify(planned(null).plan)).not.toMatch(/"password"|passwordProfile/i);
  });

  test.each<[string, Partial<SetupWishes>]>([
    ["--reset-password", { resetPassword: true }],
    ["--enable", { turn: "on" }],
    ["--enable with a role", { turn: "on", role: "permanent" }],
    ["--disable", { turn: "off" }],
  ])("%s has nothing to act on", (_what, wishes) => {
    expect(thrown(GuardError, () => planned(null, wishes)).code).toBe("no-account");
  });

  test("deleted accounts that could not be read are told, and stop only who wants one back", () => {
    const facts = { ...FACTS, deleted: unread };
    expect(planned(null, {}, facts).warnings.join()).toContain("could be restored instead is not known");
    expect(thrown(GuardError, () => planned(null, { restoreDeleted: "only" }, facts)).code).toBe("deleted-unknown");
  });
});

describe("an account that is there", () => {
  test("and is as it should be needs nothing, whatever password place is named", () => {
    expect(planned({}, { passwordTo: "file:/x" }).plan).toEqual([]);
  });

  test("without mark and role is given both, by its id", () => {
    const { kinds, plan } = planned({ mark: read(null), roles: WITHOUT_ROLES });
    expect(kinds).toEqual(["mark-account", "assign-role"]);
    for (const { target } of plan) expect(target).toMatchObject({ userId: MEMBER.id });
  });

  test("whose mark could not be read is not marked, and that is told", () => {
    const { plan, warnings } = planned({ mark: unread });
    expect(plan).toEqual([]);
    expect(warnings.join()).toContain("is not marked: It was refused.");
  });

  test("another mark is left as it is", () => {
    expect(planned({ mark: read({ ...MARK, purpose: "other" }) }).plan).toEqual([]);
  });

  test.each<[string, Partial<User>, string]>([
    ["comes from Active Directory", { synced: true }, "comes from Active Directory"],
    ["is disabled", { enabled: false }, "is disabled"],
    ["is a guest", { type: "Guest" }, "is a Guest"],
    ["is of unknown type", { type: null }, "of a type that Graph does not tell"],
    ["is of a type that came later", { type: "Robot" }, "is a Robot"],
  ])("that %s is not adopted, with the role or without it", (_what, change, why) => {
    for (const roles of [WITHOUT_ROLES, ACCOUNT.roles]) {
      const error = thrown(GuardError, () => planned({ user: { ...MEMBER, ...change }, roles }));
      expect(error).toMatchObject({ code: "account-unfit" });
      expect(error.message).toContain(why);
    }
  });

  test("that is disabled is taken with --enable beside other wishes", () => {
    const { kinds } = planned(
      { user: { ...MEMBER, enabled: false }, roles: WITHOUT_ROLES },
      { turn: "on", role: "permanent", resetPassword: true, tapMinutes: 60 },
    );
    // Who knew the old password cannot come in between.
    expect(kinds).toEqual(["reset-password", "set-account-enabled", "create-pass", "assign-role"]);
  });

  test("a password is reset only where that is asked for, and cannot be taken back", () => {
    const { plan, warnings } = planned({}, { resetPassword: true });
    expect(plan).toMatchObject([
      { kind: "reset-password", before: { lastPasswordChangeDateTime: "2026-01-01T00:00:00Z" }, reversible: false },
    ]);
    expect(warnings.join()).not.toContain("no mark");
    expect(planned({ mark: read(null) }, { resetPassword: true }).warnings.join()).toContain("no mark of this program");
  });

  test.each<Partial<SetupWishes>>([{ resetPassword: true }, { turn: "off" }, { turn: "on" }])(
    "nobody does %j to the account that they have signed in with",
    (wishes) => {
      const facts = { ...FACTS, operatorId: MEMBER.id };
      expect(thrown(GuardError, () => planned({}, wishes, facts)).code).toBe("own-account");
    },
  );

  test("a pass whose value is kept stays; another one is replaced, which is said", () => {
    const kept = { until: "2026-11-22T10:58:00.000Z", place: "file:/pw.pass" };
    const stays = (minutes: number, until: string | null = kept.until) =>
      planned({ hasPass: true, keptPass: { ...kept, until } }, { tapMinutes: minutes });
    expect(stays(60).plan).toEqual([]);
    const words =
      "A Temporary Access Pass of the account is valid until 2026-11-22T10:58:00.000Z, and is in file:/pw.pass";
    expect(stays(60).warnings).toEqual([`${words}: no other is made.`]);
    expect(stays(480).warnings.join()).toContain("It ends before the 8 h that are wished");
    expect(stays(480, null).warnings.join()).toContain("is valid, and is in file:/pw.pass: no other is made.");
    const [pass] = planned({ hasPass: true }, { tapMinutes: 60 }).plan;
    expect(pass).toMatchObject({ kind: "create-pass", reversible: false });
    expect(pass?.summary).toContain("in place of the one that it has");
  });

  test("other roles are told, and one that comes through a group does not serve", () => {
    const other = { ...ASSIGNED, roleId: "62e90394-69f5-4237-9190-012177145e10", name: "Global Administrator" };
    const { kinds, warnings } = planned({
      roles: { ...WITHOUT_ROLES, assigned: read([other]), memberships: read({ roleIds: [ROLE.toUpperCase()] }) },
    });
    expect(kinds).toEqual(["assign-role"]);
    expect(warnings.join()).toContain("through a group, which the wizard does not accept");
    expect(warnings.join()).toContain("does not need: Global Administrator");
  });
});

describe("a deleted account of that name", () => {
  const deleted: DeletedUser = {
    id: "22222222-0000-4000-8000-000000000002",
    userPrincipalName: UPN.toUpperCase(),
    displayName: "",
    enabled: true,
    type: "Member",
    synced: false,
    lastPasswordChange: "2026-10-01T00:00:00Z",
    deletedDateTime: "2026-11-01T00:00:00Z",
  };
  const older = { ...deleted, id: "33333333-0000-4000-8000-000000000003", deletedDateTime: "2026-10-30T00:00:00Z" };
  const stranger = { ...deleted, id: "4", userPrincipalName: `x${UPN}` };
  const withDeleted = (...all: readonly DeletedUser[]) => ({ ...FACTS, deleted: read(all) });
  const code = (wishes: Partial<SetupWishes>, ...all: readonly DeletedUser[]) =>
    thrown(GuardError, () => planned(null, wishes, withDeleted(...all))).code;

  test("is neither restored nor passed over without a word", () => {
    expect(code({}, deleted)).toBe("deleted-account");
    expect(planned(null, {}, withDeleted(stranger)).kinds).toEqual(NEW);
  });

  test("comes back with mark and role, by its id; its password is not known", () => {
    const { kinds, plan, warnings } = planned(null, { restoreDeleted: "only" }, withDeleted(deleted, stranger));
    expect(kinds).toEqual(["restore-user", "mark-account", "assign-role"]);
    for (const { target } of plan) expect(target).toMatchObject({ userId: deleted.id });
    expect(warnings.join()).toContain("with the password that it had");
    const reset = planned(null, { restoreDeleted: "only", resetPassword: true }, withDeleted(deleted));
    expect(reset.kinds).toEqual(["restore-user", "mark-account", "reset-password", "assign-role"]);
    expect(reset.warnings.join()).not.toContain("with the password that it had");
    // As the restored account shows it: whatever else is there then, somebody else has set.
    expect(reset.plan[2]?.before).toEqual({ lastPasswordChangeDateTime: deleted.lastPasswordChange });
  });

  test("of several, the operator says which", () => {
    expect(code({ restoreDeleted: "only" }, older, deleted)).toBe("several-deleted-accounts");
    const restored = (which: string) =>
      planned(null, { restoreDeleted: which }, withDeleted(older, deleted)).plan[0]?.target;
    expect(restored("newest")).toMatchObject({ userId: deleted.id });
    expect(restored(older.id.toUpperCase())).toMatchObject({ userId: older.id });
    expect(code({ restoreDeleted: stranger.id }, older, stranger)).toBe("no-deleted-account");
  });

  test.each<[string, Partial<DeletedUser>]>([
    ["synchronised", { synced: true }],
    ["a guest", { type: "Guest" }],
    ["disabled", { enabled: false }],
    ["perhaps disabled", { enabled: null }],
  ])("that was %s is not restored", (_what, change) => {
    expect(code({ restoreDeleted: "only" }, { ...deleted, ...change })).toBe("account-unfit");
  });

  test("that was disabled is enabled after its restoration where that is asked for", () => {
    const wishes = { restoreDeleted: "only", turn: "on" } as const;
    const { kinds } = planned(null, wishes, withDeleted({ ...deleted, enabled: false }));
    expect(kinds).toEqual(["restore-user", "mark-account", "set-account-enabled", "assign-role"]);
  });

  test("that is not there cannot be restored, and one that lives is not", () => {
    expect(code({ restoreDeleted: "newest" })).toBe("no-deleted-account");
    expect(planned({}, { restoreDeleted: "newest" }, withDeleted(deleted)).plan).toEqual([]);
  });
});

describe("between two runs of the wizard", () => {
  const off = { ...MEMBER, enabled: false };

  test("the account is disabled and enabled, and nothing else of it is touched", () => {
    expect(planned({}, { turn: "off" }).plan).toMatchObject([
      { kind: "set-account-enabled", before: { accountEnabled: true }, after: { accountEnabled: false } },
    ]);
    const { plan, warnings } = planned({ user: off, roles: WITHOUT_ROLES }, { turn: "on" });
    expect(plan).toMatchObject([{ kind: "set-account-enabled", after: { accountEnabled: true } }]);
    expect(warnings.join()).toContain("does not have the role");
  });

  test("what is so already needs nothing", () => {
    expect(planned({}, { turn: "on" }).plan).toEqual([]);
    expect(planned({ user: off }, { turn: "off" }).plan).toEqual([]);
  });

  test("an account that nothing shows to be the wizard's is left alone; a mark or the role does", () => {
    const refused = (account: Partial<ExistingAccount>) =>
      thrown(GuardError, () => planned(account, { turn: "off" })).code;
    expect(refused({ mark: read(null), roles: WITHOUT_ROLES })).toBe("not-the-account");
    expect(refused({ mark: unread, roles: WITHOUT_ROLES })).toBe("not-the-account");
    // One that tells of an exclusion alone.
    expect(refused({ mark: read(MARK), roles: WITHOUT_ROLES })).toBe("not-the-account");
    expect(refused({ mark: unread, roles: { ...WITHOUT_ROLES, assigned: unread } })).toBe("role-unknown");
    expect(planned({ mark: read(null) }, { turn: "off" }).kinds).toEqual(["set-account-enabled"]);
    expect(planned({ roles: { ...WITHOUT_ROLES, assigned: unread } }, { turn: "off" }).kinds).toHaveLength(1);
  });

  test("nor is one that comes from Active Directory, or a guest", () => {
    for (const change of [{ synced: true }, { type: "Guest" }])
      for (const turn of ["on", "off"] as const)
        expect(thrown(GuardError, () => planned({ user: { ...MEMBER, ...change } }, { turn })).code).toBe(
          "account-unfit",
        );
  });
});
