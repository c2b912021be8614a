// What a policy demands, and policies that are not understood. Worked out by hand; each row names its page on learn.microsoft.com.
import { describe, expect, test } from "vitest";
import { bindingOf } from "../../src/conditional-access/binding.js";
import type { Policy } from "../../src/tenant/policies.js";
import { grantsOf, policyOf, subjectOf, usersOf } from "./policy-of.js";
import { factsOf } from "./sign-in-facts.js";

describe("demands", () => {
  const GRANT = "Conditional Access: Grant";
  const SESSION = "Conditional Access: Session";
  type Change = Parameters<typeof policyOf>[1];
  const grants = (operator: string | null, ...builtInControls: string[]): Change => ({
    grantControls: grantsOf({ operator, builtInControls }),
  });
  const session = (sessionControls: NonNullable<Policy["sessionControls"]>): Change => ({
    grantControls: null,
    sessionControls,
  });

  test.each<readonly [string, string, Change, string]>([
    [GRANT, "any of several, none of which an engine can give", grants("OR", "mfa", "compliantDevice"), "binds"],
    [GRANT, "no operator", grants(null, "mfa", "domainJoinedDevice"), "binds"],
    [GRANT, "a new password", grants("AND", "mfa", "passwordChange"), "binds"],
    [GRANT, "one that came later", grants("OR", "unknownFutureValue"), "unknown"],
    [GRANT, "MFA or one that came later, which may be given", grants("OR", "mfa", "unknownFutureValue"), "unknown"],
    [GRANT, "MFA and one that came later", grants("AND", "mfa", "unknownFutureValue"), "binds"],
    [GRANT, "block and one that came later", grants("OR", "block", "unknownFutureValue"), "binds"],
    [
      SESSION,
      "how often one signs in",
      session({ signInFrequency: { isEnabled: true, frequencyInterval: "everyTime" } }),
      "does-not-bind",
    ],
    [
      SESSION,
      "a persistent browser",
      session({ persistentBrowser: { isEnabled: true, mode: "never" } }),
      "does-not-bind",
    ],
    [
      "Token Protection in Microsoft Entra Conditional Access",
      "token protection",
      session({ secureSignInSession: { isEnabled: true } }),
      "unknown",
    ],
    [
      "Token Protection in Microsoft Entra Conditional Access",
      "switched off",
      session({ secureSignInSession: { isEnabled: false } }),
      "does-not-bind",
    ],
  ])("%s: %s", (_page, _what, change, expected) => {
    expect(bindingOf(policyOf({}, change), subjectOf()).verdict).toBe(expected);
  });

  test("one that is about sessions alone applies all the same; one without anything never does", () => {
    const frequent = session({ signInFrequency: { isEnabled: true, frequencyInterval: "everyTime" } });
    const told = bindingOf(policyOf({}, frequent), subjectOf(), factsOf([]));
    expect(told.resources.map(({ applies }) => applies)).toEqual(["yes", "yes"]);
    expect(told.reason).toBe("it demands nothing for access, only a new sign-in every time");
    const empty = bindingOf(policyOf({}, session({ signInFrequency: { isEnabled: false } })), subjectOf(), factsOf([]));
    expect(empty.resources.map(({ applies }) => applies)).toEqual(["no", "no"]);
  });

  test.each([
    ["exchangeActiveSync and other, block", ["exchangeActiveSync", "other"], ["block"], true],
    ["other besides desktop clients, block", ["mobileAppsAndDesktopClients", "other"], ["block"], true],
    ["easSupported, block", ["easSupported"], ["block"], true],
    ["other, MFA", ["other"], ["mfa"], false],
    ["all, block", ["all"], ["block"], false],
    ["desktop clients, block", ["mobileAppsAndDesktopClients"], ["block"], false],
  ])("Block legacy authentication with Conditional Access: %s", (_what, clientAppTypes, builtInControls, expected) => {
    const policy = policyOf({ clientAppTypes }, { grantControls: grantsOf({ builtInControls }) });
    expect(bindingOf(policy, subjectOf()).blocksLegacyClients).toBe(expected);
  });
});

describe("a policy in a form that this version does not know", () => {
  const strange = { strange: ["conditions.users.includeUsers"] };
  test("is decided by nothing but being off", () => {
    const policy = (change: Parameters<typeof policyOf>[1]) => ({
      ...policyOf({ users: usersOf() }, change),
      ...strange,
    });
    expect(bindingOf(policy({}), subjectOf(), factsOf([]))).toMatchObject({
      verdict: "unknown",
      reason: "Microsoft Graph tells its conditions.users.includeUsers in a form that this version does not know",
      resources: [{ applies: "unknown" }, { applies: "unknown" }],
    });
    expect(bindingOf(policy({ state: "disabled" }), subjectOf()).verdict).toBe("does-not-bind");
    expect(bindingOf(policy({ state: "enabledForReportingButNotEnforced" }), subjectOf()).verdict).toBe("report-only");
  });
});
