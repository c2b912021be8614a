import { describe, expect, test } from "vitest";
import { planServiceAccount, userPrincipalNameOf } from "../../src/accounts/service-account.js";
import type { Change } from "../../src/shapes/change.js";
import { GuardError, UsageError } from "../../src/shapes/errors.js";
import type { User } from "../../src/tenant/users.js";
import { thrown } from "../shapes/thrown.js";

const HYBRID_IDENTITY_ADMINISTRATOR = "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2";
const DOMAIN = "contoso.onmicrosoft.com";
const UPN = `svc-adconnect@${DOMAIN}`;
const WISHES = { name: "svc-adconnect", displayName: "Entra Connect wizard" };
const MEMBER: User = {
  id: "11111111-0000-4000-8000-000000000001",
  userPrincipalName: UPN,
  displayName: "Entra Connect wizard",
  enabled: true,
  type: "Member",
  synced: false,
};

function plan(user: User | null, roleIds: readonly string[] = []): readonly Change[] {
  return planServiceAccount({ initialDomain: DOMAIN, user, roleIds }, WISHES);
}

describe("a user principal name", () => {
  test.each(["a", "svc-adconnect", "svc.ad.connect", "svc_ad", "0connect", "Svc-", "_", "_svc", "x".repeat(64)])(
    "takes %j",
    (name) => {
      expect(userPrincipalNameOf(name, DOMAIN)).toBe(`${name}@${DOMAIN}`);
    },
  );

  test.each([
    ["nothing", ""],
    ["65 characters", "x".repeat(65)],
    ["a dot right before the @", "svc."],
    ["a dot at the beginning", ".svc"],
    ["a hyphen at the beginning", "-svc"],
    ["65 characters with an underscore", `_${"x".repeat(64)}`],
    ["a domain", "svc@contoso.com"],
    ["a space", "svc adconnect"],
    ["an accent", "sérvice"],
    ["a letter that only looks Latin", "svс"],
    ["an emoji", "svc🙂"],
    ["a quote, which OData would need doubled", "o'brien"],
    ["an attempt at injection", "'; --"],
    ["a path", "../users"],
    ["a line feed at the end", "svc\n"],
    ["a null character", "svc\0"],
    ["a mark that turns direction", "svc\u202e"],
  ])("refuses %s", (_what, name) => {
    expect(thrown(UsageError, () => userPrincipalNameOf(name, DOMAIN)).code).toBe("bad-account-name");
  });

  test("is checked before a plan is made", () => {
    const facts = { initialDomain: DOMAIN, user: null, roleIds: [] };
    expect(() => planServiceAccount(facts, { ...WISHES, name: "svc@contoso.com" })).toThrow(UsageError);
  });
});

describe("where there is no such account", () => {
  test("it is made in the initial domain, then given the role, directly and tenant-wide", () => {
    expect(plan(null)).toMatchObject([
      {
        kind: "create-user",
        target: { userPrincipalName: UPN },
        before: null,
        after: { displayName: "Entra Connect wizard", mailNickname: "svc-adconnect", accountEnabled: true },
        reversible: true,
      },
      {
        kind: "assign-role",
        target: { userPrincipalName: UPN, principalId: null },
        after: { roleDefinitionId: HYBRID_IDENTITY_ADMINISTRATOR, directoryScopeId: "/" },
        reversible: true,
      },
    ]);
  });

  test("the plan has no place for a password", () => {
    expect(JSON.stringify(plan(null))).not.toMatch(/password/i);
  });
});

describe("an account that is there", () => {
  test("without the role is given it, by its id", () => {
    const other = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
    expect(plan(MEMBER, [other])).toMatchObject([{ kind: "assign-role", target: { principalId: MEMBER.id } }]);
  });

  test("with the role needs nothing", () => {
    expect(plan(MEMBER, [HYBRID_IDENTITY_ADMINISTRATOR])).toEqual([]);
  });

  test.each<[string, Partial<User>, string]>([
    ["comes from Active Directory", { synced: true }, "comes from Active Directory"],
    ["is disabled", { enabled: false }, "is disabled"],
    ["is a guest", { type: "Guest" }, "is a Guest"],
    ["is of unknown type", { type: null }, "of a type that Graph does not tell"],
    ["is of a type that came later", { type: "Robot" }, "is a Robot"],
  ])("that %s is not adopted, with the role or without it", (_what, change, why) => {
    for (const roleIds of [[], [HYBRID_IDENTITY_ADMINISTRATOR]]) {
      const error = thrown(GuardError, () => plan({ ...MEMBER, ...change }, roleIds));
      expect(error).toMatchObject({ code: "account-unfit" });
      expect(error.message).toContain(why);
    }
  });
});
