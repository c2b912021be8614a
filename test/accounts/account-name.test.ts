import { describe, expect, test } from "vitest";
import { accountDomain, userPrincipalNameOf } from "../../src/accounts/account-name.js";
import { GuardError, UsageError } from "../../src/shapes/errors.js";
import type { VerifiedDomain } from "../../src/tenant/organization.js";
import { thrown } from "../shapes/thrown.js";

const DOMAIN = "contoso.onmicrosoft.com";

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
});

describe("the domain of the account", () => {
  const named = (name: string, type: string | null, isInitial = false): VerifiedDomain => ({ name, type, isInitial });
  const DOMAINS = [
    named("contoso.com", "Managed"),
    named("fed.contoso.com", "Federated"),
    named("new.contoso.com", "Delegated"),
    named("untold.contoso.com", null),
    named(`${"x".repeat(45)}.com`, "Managed"),
    named(DOMAIN, "Managed", true),
  ];

  test("is the initial one, unless another is asked for, in whatever letters", () => {
    expect(accountDomain(DOMAINS, null).name).toBe(DOMAIN);
    expect(accountDomain(DOMAINS, "Contoso.COM").name).toBe("contoso.com");
    expect(accountDomain(DOMAINS, DOMAIN).name).toBe(DOMAIN);
  });

  test.each([
    ["fed.contoso.com", "it is federated"],
    ["new.contoso.com", '"Delegated", which this version does not know'],
    ["untold.contoso.com", "does not say"],
  ])("is not %s", (domain, why) => {
    const error = thrown(GuardError, () => accountDomain(DOMAINS, domain));
    expect(error).toMatchObject({ code: "domain-unfit" });
    expect(error.message).toContain(why);
  });

  test.each(["fabrikam.com", "", "contoso", `${"x".repeat(45)}.com`])(
    "cannot be %j; those that can are named",
    (domain) => {
      const error = thrown(UsageError, () => accountDomain(DOMAINS, domain));
      expect(error.code).toBe("unknown-domain");
      expect(error.remedy).toContain("contoso.com");
      expect(error.remedy).not.toContain("fed.");
    },
  );
});
