import { describe, expect, test } from "vitest";
import { type WizardFacts, wizardWarnings } from "../../src/accounts/wizard-warnings.js";
import { read, unread } from "./account-facts.js";

const PASS = { enabled: true, shortest: 60, longest: 480, onlyOnce: false, for: [], notFor: [] };
const QUIET: WizardFacts = {
  securityDefaults: read(false),
  policies: read([]),
  methodSettings: read({ enabled: ["MicrosoftAuthenticator", "Fido2"], pass: PASS }),
  perUserMfa: null,
  methods: null,
  mandatoryMfa: false,
  hasPass: false,
};
const warned = (facts: Partial<WizardFacts>) => wizardWarnings({ ...QUIET, ...facts });
const policy = { policyName: "CA001", reason: "it includes all users", controls: ["mfa"] };

test("where nothing stands in the way, nothing is said", () => {
  expect(warned({})).toEqual([]);
  expect(warned({ perUserMfa: read("disabled"), methods: read(["password"]) })).toEqual([]);
});

describe("is told", () => {
  test.each<[string, Partial<WizardFacts>, RegExp]>([
    ["the admin portals' MFA", { mandatoryMfa: true }, /no exclusion helps. Synchronisation is not concerned/],
    ["security defaults", { securityDefaults: read(true) }, /not exempt/],
    ["per-user MFA", { perUserMfa: read("enforced") }, /Per-user MFA is enforced/],
    ["a policy that binds", { policies: read([{ ...policy, verdict: "binds" }]) }, /^The wizard will meet "CA001"/],
    ["the pass to get", { policies: read([{ ...policy, verdict: "binds" }]) }, /or use a Temporary Access Pass\.$/],
    [
      "the pass that it has",
      { policies: read([{ ...policy, verdict: "binds" }]), hasPass: true },
      /or sign in with its Temporary Access Pass\.$/,
    ],
    ["one that may", { policies: read([{ ...policy, verdict: "unknown" }]) }, /^The wizard may meet "CA001"/],
    ["passkeys alone", { methods: read(["password", "fido2"]) }, /account has passkeys only.*2\.6\.91\.0/],
    ["Windows Hello alone", { methods: read(["windowsHelloForBusiness"]) }, /account has passkeys only/],
    [
      "a tenant of passkeys",
      { methodSettings: read({ enabled: ["Fido2"], pass: PASS }) },
      /tenant allows passkeys only/,
    ],
    ["policies unread", { policies: unread }, /^Whether MFA binds the account could not be told: It was refused/],
  ])("%s", (_what, facts, words) => {
    const warnings = warned(facts);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(words);
  });

  test("all that could not be read, in one sentence with one remedy", () => {
    const warnings = warned({ securityDefaults: unread, perUserMfa: unread, methods: unread, methodSettings: unread });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(
      "security defaults, per-user MFA, its registered methods, the methods that the tenant",
    );
    expect(warnings[0]?.match(/Grant it\./g)).toHaveLength(1);
  });

  test("nothing of policies that do not bind, or only report", () => {
    const verdicts = ["does-not-bind", "report-only"] as const;
    expect(warned({ policies: read(verdicts.map((verdict) => ({ ...policy, verdict }))) })).toEqual([]);
  });

  test("nothing of passkeys beside another method", () => {
    expect(warned({ methods: read(["fido2", "microsoftAuthenticator"]) })).toEqual([]);
  });
});
